import { constants, gzipSync } from 'node:zlib';

export interface TarEntry {
  /** Relative, with `/`; at most 100 bytes, the name field of ustar. */
  readonly path: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;
/** What npm gives every file that it packs: 1985-10-26 08:15 UTC. */
const MTIME_SECONDS = 499_162_500;

/** A ustar archive of plain files (POSIX.1-1988). Byte for byte the same everywhere: owner, modes, times and order are fixed. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content }) => [
    header(path, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/**
 * The compressed bytes depend on the zlib inside Node and even on the CPU (Chromium's zlib hashes with CRC32 instructions where there
 * are some), so nothing that is compared between machines may be computed from them.
 */
export function gzip(archive: Uint8Array): Buffer {
  return gzipSync(archive, { level: 6, memLevel: 8, strategy: constants.Z_DEFAULT_STRATEGY });
}

function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`tar: name of more than 100 bytes: ${path}`);
  const bytes = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void => {
    bytes.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
  };
  bytes.write(path, 0, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(MTIME_SECONDS, 136, 12);
  bytes.write('        ', 148, 'latin1');
  bytes.write('0', 156, 'latin1');
  bytes.write('ustar\u000000', 257, 'latin1');
  // The sum counts its own field as eight spaces.
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return bytes;
}
