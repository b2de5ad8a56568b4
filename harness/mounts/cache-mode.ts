import type { Mount } from '../core/mount.ts';

export interface CacheMode {
  /** As printed: `mmap`, `cache=5`, `cache=0x5`. */
  readonly cacheRaw: string | null;
  readonly cache: Mount['cache'];
}

/** Bits FILE 1, META 2, WRITEBACK 4, LOOSE 8, FSCACHE 0x80 (include/linux/… fs/9p/v9fs.h, enum p9_cache_shortcuts, from 6.4). */
const BY_BITS: ReadonlyMap<number, Mount['cache']> = new Map([
  [0x0, 'none'],
  [0x1, 'readahead'],
  [0x5, 'mmap'],
  [0xf, 'loose'],
  [0x8f, 'fscache'],
]);

const WORDS = ['none', 'readahead', 'mmap', 'loose', 'fscache'] as const satisfies readonly Mount['cache'][];

/** Up to 5.15 a bare word; from 6.4 a number that is hexadecimal with or without `0x`. A combination without a name is null. */
export function readCacheMode(options: readonly string[], optionsCut: boolean): CacheMode {
  // `mount -o` lets a later option win.
  const cacheRaw = options.findLast((option) => option.startsWith('cache=') || isWord(option)) ?? null;
  if (cacheRaw === null) return { cacheRaw, cache: optionsCut ? null : 'none' };
  const value = cacheRaw.startsWith('cache=') ? cacheRaw.slice('cache='.length) : cacheRaw;
  if (isWord(value)) return { cacheRaw, cache: value };
  if (!/^(?:0x)?[0-9a-f]{1,8}$/i.test(value)) return { cacheRaw, cache: null };
  return { cacheRaw, cache: BY_BITS.get(Number.parseInt(value, 16)) ?? null };
}

function isWord(text: string): text is (typeof WORDS)[number] {
  return (WORDS as readonly string[]).includes(text);
}
