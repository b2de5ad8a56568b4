import { createHash } from 'node:crypto';
import type { Command, InputFact } from '../../harness/core/workload.ts';
import { gitCommand } from '../isolation.ts';

export type RunTool = (command: Command, stdin?: AsyncIterable<string | Uint8Array>) => Promise<string>;

/** One state of the work tree. */
export interface State {
  readonly commit: string;
  readonly tree: string;
}

/** A bare repository away from every target, and the two states that the workload switches between. */
export interface Repository {
  /** The bare repository. */
  readonly directory: string;
  /** What HEAD of a fresh clone points to. */
  readonly head: State;
  /** What is checked out afterwards; null when there is nothing else, as with a single commit. */
  readonly other: State | null;
  /** How a clone is proved whole, beside the comparison of its files with the index. */
  readonly fsck: readonly string[];
}

export async function gitOutput(tool: RunTool, directory: string, ...args: string[]): Promise<string> {
  return (await tool(gitCommand(directory, args))).trim();
}

export async function stateAt(tool: RunTool, directory: string, revision: string): Promise<State> {
  const commit = await gitOutput(tool, directory, 'rev-parse', '--verify', `${revision}^{commit}`);
  return { commit, tree: await gitOutput(tool, directory, 'rev-parse', '--verify', `${revision}^{tree}`) };
}

/**
 * Commit ids name every byte of both states and their history, and are the same for every version of git; the bytes of the pack are
 * not, since they depend on zlib and on the delta heuristics.
 */
export async function repositoryFact(tool: RunTool, repository: Repository): Promise<InputFact> {
  const { directory, head, other } = repository;
  const files = (await gitOutput(tool, directory, 'ls-tree', '-r', '-l', head.commit)).split('\n');
  const changed =
    other === null ? '' : await gitOutput(tool, directory, 'diff', '--name-only', '--no-renames', head.commit, other.commit);
  return {
    name: 'repository',
    sha256: createHash('sha256')
      .update([head.commit, other?.commit ?? ''].join('\n'))
      .digest('hex'),
    facts: {
      head: head.commit,
      other: other?.commit ?? null,
      commits: Number(await gitOutput(tool, directory, 'rev-list', '--count', head.commit)),
      files: files.length,
      bytes: files.reduce((sum, line) => sum + blobSize(line), 0),
      changedFiles: changed === '' ? 0 : changed.split('\n').length,
    },
  };
}

/** From `<mode> blob <id> <size>\t<path>`; a submodule has `-` for its size. */
function blobSize(line: string): number {
  const size = Number(line.split('\t', 1)[0]?.split(/\s+/)[3]);
  return Number.isFinite(size) ? size : 0;
}
