/**
 * What is compared with what. For each peer the closest work that we measure; where ours does more, `more` says so, and the figure still
 * counts against us.
 *
 * @typedef {'stat' | 'create' | 'delete' | 'read'} PairName
 * @typedef {object} Pair
 * @property {{ workload: 'small-file' | 'probe', operation: string, calls: string }} ours
 * @property {string} fio System calls inside fio's clock.
 * @property {{ row: string, calls: string }} c Row of loop.c, and its calls.
 * @property {string | null} more
 */

/** @type {Readonly<Record<PairName, Pair>>} */
export const PAIRS = {
  stat: {
    ours: { workload: 'small-file', operation: 'stat', calls: 'statx' },
    fio: 'newfstatat',
    c: { row: 'stat', calls: 'statx' },
    more: 'compares the size with what was written',
  },
  create: {
    ours: { workload: 'probe', operation: 'create-close', calls: 'openat O_CREAT|O_TRUNC, close' },
    fio: 'openat O_CREAT',
    c: { row: 'create', calls: 'openat O_CREAT|O_TRUNC, close' },
    more: "the close is inside our clock, outside of fio's",
  },
  delete: {
    ours: { workload: 'small-file', operation: 'delete', calls: 'unlink' },
    fio: 'unlink',
    c: { row: 'delete', calls: 'unlink' },
    more: null,
  },
  read: {
    ours: { workload: 'probe', operation: 'read.4k', calls: 'pread64 4096' },
    fio: 'pread64 4096',
    c: { row: 'read', calls: 'pread64 4096' },
    more: null,
  },
};

/** @type {readonly PairName[]} */
export const PAIR_NAMES = /** @type {PairName[]} */ (Object.keys(PAIRS));

/** No engine of fio times open, write and close of one file together, so this has a loop in C as its only peer. @type {Pick<Pair, 'ours' | 'c'>} */
export const CREATE_WITH_CONTENT = {
  ours: { workload: 'small-file', operation: 'create', calls: 'openat O_CREAT|O_TRUNC, write 1024, close' },
  c: { row: 'write', calls: 'openat O_CREAT|O_TRUNC, write 1024, close' },
};
