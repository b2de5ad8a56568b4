/** Outcome of reading one thing. A reason is one short sentence for people; `absent` means that it does not exist, not that it is locked. */
export type Reading<T> =
  | { readonly status: 'read'; readonly value: T }
  | { readonly status: 'missing'; readonly absent: boolean; readonly reason: string };

export interface CommandOutput {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * Everything that detection reads. The same code sees a live machine, or a folder that mirrors its file system and holds outputs of
 * commands. Paths are absolute. Nothing here throws: a missing file is an answer.
 */
export interface Sources {
  readonly kind: 'live' | 'folder';
  /** ISO 8601; null when a folder does not say. */
  readonly capturedAt: string | null;
  bytes(path: string): Promise<Reading<Uint8Array>>;
  /** Names in a directory, sorted. */
  list(directory: string): Promise<Reading<readonly string[]>>;
  /** Where a symbolic link points, undecoded and unresolved. */
  link(path: string): Promise<Reading<string>>;
  command(name: CommandName): Promise<Reading<CommandOutput>>;
}

/** Names are those of the files in `commands/` of a folder, without `.txt`. */
export const COMMAND_NAMES = [
  'wsl.exe--version',
  'wslinfo--version',
  'wslinfo--networking-mode',
  'cmd.exe-userprofile',
  'wslconfig',
  'virtiofs-tag-links',
  'uname-r',
  'mount',
  'dmesg',
  'git--version',
  'npm--version',
  'node--version',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Nothing read here is longer; a garbage file of any size costs no more than this. */
export const MOST_BYTES = 4 * 1024 * 1024;

export function read<T>(value: T): Reading<T> {
  return { status: 'read', value };
}

export function missing<T>(reason: string, absent = true): Reading<T> {
  return { status: 'missing', absent, reason };
}

/** UTF-8 text of a file. */
export async function readText(sources: Sources, path: string): Promise<Reading<string>> {
  const reading = await sources.bytes(path);
  return reading.status === 'read' ? read(Buffer.from(reading.value).toString('utf8')) : reading;
}

export async function exists(sources: Sources, path: string): Promise<boolean> {
  const reading = await sources.bytes(path);
  return reading.status === 'read' || !reading.absent;
}

export function contentOf<T>(reading: Reading<T>): T | null {
  return reading.status === 'read' ? reading.value : null;
}

export function reasonOf(reading: Reading<unknown>, otherwise: string): string {
  return reading.status === 'missing' ? reading.reason : otherwise;
}
