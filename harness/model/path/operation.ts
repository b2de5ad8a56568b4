/** What a thread does again and again; each is one operation of the simulation. */
export const OPERATIONS = [
  'stat',
  'stat-missing',
  'fstat',
  'access',
  'statvfs',
  'open',
  'create',
  'close',
  'read',
  'write',
  'fsync',
  'rename',
  'unlink',
  'mkdir',
  'rmdir',
  'symlink',
  'readlink',
  'truncate',
  'ftruncate',
  'utimes',
  'chmod',
  'list',
  'create-write-close',
  'scandir-stat',
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** Those that move `bytes`. */
export const DATA_OPERATIONS: readonly Operation[] = ['read', 'write', 'create-write-close'];

/** Those on a directory; it can be the root of the mount itself. */
export const DIRECTORY_OPERATIONS: readonly Operation[] = ['list', 'scandir-stat', 'statvfs'];

/** Those on the `entries` of a directory. */
export const LISTING_OPERATIONS: readonly Operation[] = ['list', 'scandir-stat'];

/** Where an operation happens, as far as it decides which requests are made. */
export interface Situation {
  readonly operation: Operation;
  /** Between the mount point and the leaf of the path: 0 for what lies in the root of the mount, −1 for that root itself. */
  readonly directories: number;
  readonly bytes: number;
  /** From the start of a page to the program's buffer. */
  readonly shift: number;
  readonly entries: number;
  /** Of each name, without the zero byte at its end. */
  readonly nameBytes: number;
  /** What the guest holds and trusts. */
  readonly cached: Cached;
}

export interface Cached {
  /** Names: nothing is looked up. */
  readonly dentries: boolean;
  /**
   * FUSE: attributes that were fetched before this operation. Without names, those of the root of the mount are the only ones that
   * matter: each look-up brings the others.
   */
  readonly attributes: boolean;
  /** File contents, where the path can keep them: a read makes no request. */
  readonly data: boolean;
}
