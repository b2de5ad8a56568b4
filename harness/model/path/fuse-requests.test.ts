import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FuseLimits, fuseCalls } from './fuse-requests.ts';
import type { Situation } from './operation.ts';
import { DIRECT, situation, tally, total } from './testing/situations.ts';

const counted = JSON.parse(readFileSync(new URL('testdata/fuse-requests.json', import.meta.url), 'utf8')) as {
  rows: [operation: string, atRoot: number, below: number][];
};

const trusted = { dentries: false, attributes: true, data: false };

/** What was called, below the given number of directories. A listing's directory is itself one of them. */
const MEANT: Readonly<Record<string, (directories: number) => Situation>> = {
  stat: (directories) => situation('stat', { directories }),
  'stat within 1 ms': (directories) => situation('stat', { directories, cached: trusted }),
  'stat missing': (directories) => situation('stat-missing', { directories }),
  access: (directories) => situation('access', { directories }),
  open: (directories) => situation('open', { directories }),
  create: (directories) => situation('create', { directories }),
  // FUSE_ATOMIC_O_TRUNC: the server truncates.
  'open O_TRUNC existing': (directories) => situation('open', { directories }),
  close: (directories) => situation('close', { directories }),
  fstat: (directories) => situation('fstat', { directories }),
  fsync: (directories) => situation('fsync', { directories }),
  read: (directories) => situation('read', { directories, bytes: 4096 }),
  write: (directories) => situation('write', { directories, bytes: 4096 }),
  ftruncate: (directories) => situation('ftruncate', { directories }),
  chmod: (directories) => situation('chmod', { directories }),
  utimes: (directories) => situation('utimes', { directories }),
  'rename same directory': (directories) => situation('rename', { directories }),
  unlink: (directories) => situation('unlink', { directories }),
  mkdir: (directories) => situation('mkdir', { directories }),
  rmdir: (directories) => situation('rmdir', { directories }),
  symlink: (directories) => situation('symlink', { directories }),
  readlink: (directories) => situation('readlink', { directories }),
  'list 101 entries': (directories) => situation('list', { directories: directories - 1, entries: 101 }),
  'scandir and stat 101': (directories) => situation('scandir-stat', { directories: directories - 1, entries: 101 }),
  statvfs: (directories) => situation('statvfs', { directories: directories - 1 }),
};

describe('FUSE requests', () => {
  it.each(counted.rows)('%s: %i in the root of the mount, %i below three directories, as counted', (operation, atRoot, below) => {
    const meant = MEANT[operation];
    if (meant === undefined) throw new Error(`nothing is meant by ${operation}`);
    expect(total(fuseCalls(meant(0), DIRECT))).toBe(atRoot);
    expect(total(fuseCalls(meant(3), DIRECT))).toBe(below);
  });

  it.each([
    ['stat', 'GETATTR, 4 LOOKUP'],
    ['open', 'GETATTR, 4 LOOKUP, OPEN'],
    ['rename', 'GETATTR, 8 LOOKUP, RENAME'],
    ['truncate', 'GETATTR, 4 LOOKUP, GETXATTR, SETATTR'],
  ] as const)('of %s below three directories are %s', (operation, expected) => {
    expect(tally(fuseCalls(situation(operation, { directories: 3 }), DIRECT))).toBe(expected);
  });

  it('of a listing and a stat of each entry are 407 LOOKUPs for 101 entries in the third directory', () => {
    const calls = fuseCalls(situation('scandir-stat', { directories: 2, entries: 101 }), DIRECT);
    expect(tally(calls)).toBe('2 GETATTR, 407 LOOKUP, OPENDIR, READDIRPLUS, READDIR, RELEASEDIR');
  });

  it('of a small file are those of its creation, its write and its close', () => {
    const calls = fuseCalls(situation('create-write-close', { directories: 3, bytes: 4096 }), DIRECT);
    expect(calls.map(({ name }) => name)).toEqual(['openat', 'pwrite64', 'close']);
    expect(tally(calls)).toBe('GETATTR, 4 LOOKUP, CREATE, WRITE, FLUSH, RELEASE');
  });

  it('of a listing are more on kernels that read a directory page by page', () => {
    const list = situation('list', { directories: 2, entries: 101 });
    const pageByPage: FuseLimits = { ...DIRECT, readsDirectoriesByCount: false };
    expect(tally(fuseCalls(list, DIRECT))).toBe('GETATTR, 3 LOOKUP, OPENDIR, READDIRPLUS, READDIR, RELEASEDIR');
    expect(tally(fuseCalls(list, pageByPage))).toBe('GETATTR, 3 LOOKUP, OPENDIR, READDIRPLUS, 2 READDIR, RELEASEDIR');
  });

  it('of a listing bring every entry once, with . and ..', () => {
    for (const readsDirectoriesByCount of [false, true]) {
      const calls = fuseCalls(situation('list', { entries: 1000 }), { ...DIRECT, readsDirectoriesByCount });
      const brought = calls.flatMap(({ requests }) => requests.map(({ work }) => (work.kind === 'list' ? work.entries : 0)));
      expect(brought.reduce((sum, entries) => sum + entries, 0)).toBe(1002);
    }
  });
});

describe('a FUSE read or write', () => {
  const KIB = 1024;
  it.each([
    ['256 KiB, aligned', 256 * KIB, 0, 64, [256 * KIB]],
    ['256 KiB, 16 bytes into a page', 256 * KIB, 16, 64, [256 * KIB - 16, 16]],
    ['1 MiB, aligned', 1024 * KIB, 0, 64, [256 * KIB, 256 * KIB, 256 * KIB, 256 * KIB]],
    ['1 MiB, unaligned', 1024 * KIB, 16, 64, [256 * KIB - 16, 256 * KIB, 256 * KIB, 256 * KIB, 16]],
    ['1 MiB, aligned, with 256 pages', 1024 * KIB, 0, 256, [1024 * KIB]],
    ['1 MiB, unaligned, with 256 pages', 1024 * KIB, 16, 256, [1024 * KIB - 16, 16]],
    ['1 byte', 1, 0, 64, [1]],
  ])('of %s is split at the limit of pages', (_, bytes, shift, maxPages, parts) => {
    for (const operation of ['read', 'write'] as const) {
      const [moved, ...others] = fuseCalls(situation(operation, { bytes, shift }), { ...DIRECT, maxPages });
      expect(others).toEqual([]);
      expect(moved?.requests.map(({ payload }) => payload?.bytes)).toEqual(parts);
    }
  });

  it('finds its data in the page cache only where the server lets the guest keep it', () => {
    const read = situation('read', { bytes: 4096, cached: { dentries: false, attributes: false, data: true } });
    expect(total(fuseCalls(read, DIRECT))).toBe(1);
    expect(total(fuseCalls(read, { ...DIRECT, isDirect: false }))).toBe(0);
  });

  it('holds the lock of its file when it writes, but for parallel direct writes', () => {
    const exclusive = (operation: 'read' | 'write', limits: FuseLimits): boolean | undefined =>
      fuseCalls(situation(operation, { bytes: 4096 }), limits)[0]?.isExclusive;
    expect(exclusive('read', DIRECT)).toBe(false);
    expect(exclusive('write', DIRECT)).toBe(true);
    expect(exclusive('write', { ...DIRECT, writesInParallel: true })).toBe(false);
    expect(exclusive('write', { ...DIRECT, writesInParallel: true, isDirect: false })).toBe(true);
  });
});

describe('FUSE with names that the guest trusts', () => {
  const below = { directories: 3 };
  const names = { ...below, cached: { dentries: true, attributes: true, data: false } };
  const namesAlone = { ...below, cached: { dentries: true, attributes: false, data: false } };

  it('asks nothing for a stat while attributes are fresh, and for each of them when they are not', () => {
    expect(total(fuseCalls(situation('stat', names), DIRECT))).toBe(0);
    expect(tally(fuseCalls(situation('stat', namesAlone), DIRECT))).toBe('5 GETATTR');
  });

  it('sends the operation itself', () => {
    expect(tally(fuseCalls(situation('open', names), DIRECT))).toBe('OPEN');
    expect(tally(fuseCalls(situation('rename', names), DIRECT))).toBe('RENAME');
  });
});
