import { expect, it } from 'vitest';
import { readCacheMode } from './cache-mode.ts';

it.each([
  ['mmap', 'mmap', 'mmap'],
  ['loose', 'loose', 'loose'],
  ['fscache', 'fscache', 'fscache'],
  ['cache=5', 'mmap', 'cache=5'],
  ['cache=0x5', 'mmap', 'cache=0x5'],
  ['cache=f', 'loose', 'cache=f'],
  ['cache=0xf', 'loose', 'cache=0xf'],
  ['cache=8f', 'fscache', 'cache=8f'],
  ['cache=0x8f', 'fscache', 'cache=0x8f'],
  ['cache=1', 'readahead', 'cache=1'],
  ['cache=0x0', 'none', 'cache=0x0'],
  ['cache=mmap', 'mmap', 'cache=mmap'],
  ['cache=10', null, 'cache=10'],
  ['cache=0x7', null, 'cache=0x7'],
  ['cache=what', null, 'cache=what'],
])('%s is %s', (option, cache, cacheRaw) => {
  expect(readCacheMode(['rw', option, 'access=client'], false)).toEqual({ cacheRaw, cache });
});

it('is none when complete options do not name it, and unknown when they were cut', () => {
  expect(readCacheMode(['rw'], false)).toEqual({ cacheRaw: null, cache: 'none' });
  expect(readCacheMode(['rw'], true)).toEqual({ cacheRaw: null, cache: null });
});
