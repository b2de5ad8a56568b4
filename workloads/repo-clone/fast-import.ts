import type { Commit, FileVersion } from './history.ts';

/** 2023-11-14 22:13:20 UTC; the commits follow at one per hour, so that ids never depend on when or where the input was made. */
const FIRST_COMMIT_SECONDS = 1_700_000_000;
const SECONDS_BETWEEN_COMMITS = 3_600;
const AUTHOR = 'mntbench <mntbench@example.invalid>';

/** The bytes of a file as first committed. */
export type Content = (path: string, size: number) => Buffer;

/**
 * The history as a stream for `git fast-import` (see git-fast-import(1), "Input Format"). All versions of a file stand side by side:
 * fast-import looks for a delta against the previous blob only, and a pack without deltas would be nothing like a real one.
 */
export async function* fastImportStream(history: readonly Commit[], content: Content): AsyncGenerator<string | Uint8Array> {
  const marks = new Map<string, number>();
  const written = history.flatMap((commit) => commit.written);
  for (const file of [...written].sort(byPathAndVersion)) {
    const mark = marks.size + 1;
    marks.set(key(file), mark);
    const bytes = revised(content(file.path, file.size), file.version);
    yield `blob\nmark :${mark}\ndata ${bytes.length}\n`;
    yield bytes;
    yield '\n';
  }

  let mark = marks.size;
  for (const [index, commit] of history.entries()) {
    const when = `${FIRST_COMMIT_SECONDS + index * SECONDS_BETWEEN_COMMITS} +0000`;
    const parent = index === 0 ? '' : `from :${mark}\n`;
    mark++;
    const head = `commit refs/heads/${commit.branch}\nmark :${mark}\nauthor ${AUTHOR} ${when}\ncommitter ${AUTHOR} ${when}\n`;
    const message = `data ${Buffer.byteLength(commit.message)}\n${commit.message}\n`;
    const changes = [
      ...commit.deleted.map((path) => `D ${path}\n`),
      ...commit.written.map((file) => `M 100644 :${marks.get(key(file))} ${file.path}\n`),
    ];
    yield `${head}${message}${parent}${changes.join('')}\n`;
  }
  // With `--done` a stream that breaks off is an error and not a short history.
  yield 'done\n';
}

/** How many bytes differ between two versions of a file: about one edited line. */
const EDITED_BYTES = 48;

/** XOR with the version number: never the same bytes as any other version, not even in a file of one byte. */
function revised(original: Buffer, version: number): Buffer {
  if (version === 0) return original;
  const bytes = Buffer.from(original);
  const from = Math.floor((bytes.length - Math.min(bytes.length, EDITED_BYTES)) / 2);
  for (let index = from; index < Math.min(bytes.length, from + EDITED_BYTES); index++)
    bytes[index] = (bytes[index] ?? 0) ^ version;
  return bytes;
}

function key(file: FileVersion): string {
  return `${file.version} ${file.path}`;
}

/** By code unit, not by locale: object marks must not depend on the machine. */
function byPathAndVersion(a: FileVersion, b: FileVersion): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.version - b.version;
}
