import type { CommandOutput, Reading, Sources } from './sources.ts';

export interface Recording {
  readonly sources: Sources;
  /** Everything that was read so far, by absolute path or command name. */
  readonly files: ReadonlyMap<string, Reading<Uint8Array>>;
  readonly lists: ReadonlyMap<string, Reading<readonly string[]>>;
  readonly links: ReadonlyMap<string, Reading<string>>;
  readonly commands: ReadonlyMap<string, Reading<CommandOutput>>;
}

/** The same sources, remembering each answer: what a capture holds is what the document was made of. */
export function recordingOf(inner: Sources): Recording {
  const files = new Map<string, Reading<Uint8Array>>();
  const lists = new Map<string, Reading<readonly string[]>>();
  const links = new Map<string, Reading<string>>();
  const commands = new Map<string, Reading<CommandOutput>>();
  const remember = async <T>(into: Map<string, T>, key: string, answer: Promise<T>): Promise<T> => {
    const value = await answer;
    into.set(key, value);
    return value;
  };
  return {
    files,
    lists,
    links,
    commands,
    sources: {
      kind: inner.kind,
      capturedAt: inner.capturedAt,
      bytes: (path) => remember(files, path, inner.bytes(path)),
      list: (path) => remember(lists, path, inner.list(path)),
      link: (path) => remember(links, path, inner.link(path)),
      command: (name) => remember(commands, name, inner.command(name)),
    },
  };
}
