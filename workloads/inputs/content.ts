import { createCipheriv, createHash } from 'node:crypto';
import { WORDS } from './words.ts';

/** One byte in eight cannot be compressed: source code is text with some base64, hashes and packed tables in it. */
export const INCOMPRESSIBLE_SHARE = 1 / 8;

/** Small, because every thread of a step has its own. */
const POOL_BYTES = 1024 * 1024;
const CELL_BYTES = 1024;
const NOISE_PER_CELL = CELL_BYTES * INCOMPRESSIBLE_SHARE;
/** Some 230 KB of words; passages of it fill the pool. Far more than deflate's window, so that it finds words again, not passages. */
const PROSE_WORDS = 32_768;
const WORDS_PER_LINE = 8;
const PASSAGE_BYTES = 4096;
const DRAWS = PROSE_WORDS + POOL_BYTES / PASSAGE_BYTES;
const DRAW_BYTES = 4;
/** Up to here a file is one view of the pool; larger ones are put together from views of this size. */
const VIEW_MAX_BYTES = 256 * 1024;

/**
 * The bytes of the file `path`: the same for the same arguments, different for another seed or path (very short ones may coincide).
 *
 * The result may be a view of memory that all files share: read it, never write into it. That is what makes this
 * cheap enough to prepare whole trees: no copy for all but the largest files.
 */
export function contentFor(path: string, size: number, seed: number): Buffer {
  return contentRange(path, size, seed, 0, size);
}

/** A part of it, without making the rest of a large file. */
export function contentRange(path: string, size: number, seed: number, offset: number, length: number): Buffer {
  pool ??= makePool();
  let state = hashOf(path, size, seed);
  if (size <= VIEW_MAX_BYTES) {
    const start = (state % (POOL_BYTES - size + 1)) + offset;
    return pool.subarray(start, start + length);
  }
  const content = Buffer.allocUnsafeSlow(length);
  for (let view = 0; view < offset + length; view += VIEW_MAX_BYTES) {
    const start = state % (POOL_BYTES - VIEW_MAX_BYTES + 1);
    const from = Math.max(offset - view, 0);
    const to = Math.min(VIEW_MAX_BYTES, offset + length - view);
    if (from < to) pool.copy(content, view + from - offset, start + from, start + to);
    state = next(state);
  }
  return content;
}

let pool: Buffer | null = null;

/** One for all seeds, which choose where in it a file starts: making it takes milliseconds, in every thread that is started. */
function makePool(): Buffer {
  const key = createHash('sha256').update('content').digest();
  // A cipher stream, since it is the fastest source of noise that is the same on every Node version.
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const draws = cipher.update(Buffer.alloc(DRAWS * DRAW_BYTES));
  const noise = cipher.update(Buffer.alloc(POOL_BYTES * INCOMPRESSIBLE_SHARE));
  let drawn = 0;
  const draw = (limit: number): number => {
    const value = draws.readUInt32LE(drawn) % limit;
    drawn += DRAW_BYTES;
    return value;
  };
  let prose = '';
  for (let word = 1; word <= PROSE_WORDS; word++)
    prose += `${WORDS[draw(WORDS.length)] ?? ''}${word % WORDS_PER_LINE === 0 ? '\n' : ' '}`;
  const text = Buffer.from(prose, 'latin1');
  const made = Buffer.allocUnsafeSlow(POOL_BYTES);
  for (let filled = 0; filled < POOL_BYTES; filled += PASSAGE_BYTES) {
    const start = draw(text.length - PASSAGE_BYTES);
    text.copy(made, filled, start, start + PASSAGE_BYTES);
  }
  for (let cell = 0; cell * CELL_BYTES < POOL_BYTES; cell++) {
    noise.copy(made, cell * CELL_BYTES, cell * NOISE_PER_CELL, (cell + 1) * NOISE_PER_CELL);
  }
  return made;
}

/** FNV-1a over the path, the size and the seed: cheap, and spreads neighbouring names over the whole pool. */
function hashOf(path: string, size: number, seed: number): number {
  let hash = 0x811c9dc5 ^ size ^ next(seed);
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return next(hash);
}

/** The finaliser of MurmurHash3: every bit of the result depends on every bit before it. */
function next(value: number): number {
  let mixed = Math.imul((value + 0x9e3779b9) ^ ((value + 0x9e3779b9) >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
