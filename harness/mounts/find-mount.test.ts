import { expect, it } from 'vitest';
import { findMount } from './find-mount.ts';

const MOUNTS = [
  { mountPoint: '/', id: 'root' },
  { mountPoint: '/mnt/c', id: 'covered' },
  { mountPoint: '/mnt/c', id: 'drive' },
  { mountPoint: '/mnt/c/sub', id: 'inner' },
];

it.each([
  ['/mnt/c', 'drive'],
  ['/mnt/c/', 'drive'],
  ['/mnt/c/a/b', 'drive'],
  ['/mnt/cache', 'root'],
  ['/mnt/c/sub/x', 'inner'],
  ['/mnt/c/subway', 'drive'],
  ['/mnt/c/sub/../x', 'drive'],
  ['/mnt', 'root'],
  ['/', 'root'],
])('%s lies on %s', (path, id) => {
  expect(findMount(MOUNTS, path)?.id).toBe(id);
});

it('finds nothing for a relative path, or where there are no mounts', () => {
  expect(findMount(MOUNTS, 'mnt/c')).toBeNull();
  expect(findMount([], '/mnt/c')).toBeNull();
});
