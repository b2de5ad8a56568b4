import type { JsonObject } from '../../harness/core/json.ts';
import {
  type CountRequests,
  fixed,
  fuseList,
  fusePath,
  fusePayload,
  fuseRename,
  ninepCreate,
  ninepMissing,
  ninepPath,
  ninepRead,
  ninepRename,
  ninepWrite,
  none,
  unknown,
} from './requests.ts';
import { CONCURRENT_BYTES, TRANSFERS, type Transfer } from './transfers.ts';

/** One measured operation of the probe: what it calls, and what of that crosses the boundary. Labels are stable: records refer to them. */
export interface ProbeOperation {
  /** The `operation` of its samples. */
  readonly label: string;
  readonly phase: string;
  readonly loop: string;
  readonly args: JsonObject;
  readonly concurrency: number;
  /** System calls of one operation, in order. */
  readonly calls: string;
  /** What the leaf's depth counts from: the fixture, the directory of the trial, or nothing (an open descriptor). */
  readonly base: 'fixture' | 'directory' | 'descriptor';
  /** Directories between that base and the leaf; `Boundary.directories` is this plus the directories from the mount point down to the base, itself included. */
  readonly depthBelow: number;
  readonly fuse: CountRequests;
  readonly ninep: CountRequests;
}

type Described = Omit<ProbeOperation, 'args' | 'concurrency'> & Partial<Pick<ProbeOperation, 'args' | 'concurrency'>>;

function operation(described: Described): ProbeOperation {
  return { args: {}, concurrency: 1, ...described };
}

export const DEEPEST = 8;
const MISSING_DEPTHS: readonly number[] = [0, 3];
export const LIST_SIZES: readonly number[] = [10, 100, 1000];
export const CONCURRENCIES: readonly number[] = [1, 2, 4, 8, 16, 32];

/** Listings that one READDIRPLUS holds: 10 in any buffer; 100 was seen in one on Linux 6.18, and needs several on 6.12. */
const LISTED_AT_ONCE = 10;

const onDescriptor = { base: 'descriptor', depthBelow: 0 } as const;
const inFixture = { base: 'fixture', depthBelow: 0 } as const;

const SINGLE: readonly ProbeOperation[] = [
  // The price of measuring itself.
  operation({ label: 'null', phase: 'null', loop: 'null', calls: '', ...onDescriptor, fuse: none, ninep: none }),
  operation({
    label: 'fstat',
    phase: 'fstat',
    loop: 'fstat',
    calls: 'fstat',
    ...onDescriptor,
    // Answered from the file's own attributes until they expire.
    fuse: () => ({ always: 0, ifExpired: 1 }),
    ninep: fixed(1),
  }),
  ...Array.from({ length: DEEPEST + 1 }, (_, depth) =>
    operation({
      label: `stat.d${depth}`,
      phase: 'stat',
      loop: 'stat',
      args: { depth },
      calls: 'statx',
      base: 'fixture',
      depthBelow: depth,
      fuse: fusePath(0),
      ninep: ninepPath(1),
    }),
  ),
  ...MISSING_DEPTHS.map((depth) =>
    operation({
      label: `stat-missing.d${depth}`,
      phase: 'stat-missing',
      loop: 'stat-missing',
      args: { depth },
      calls: 'statx (ENOENT)',
      base: 'fixture',
      depthBelow: depth,
      fuse: fusePath(0),
      ninep: ninepMissing,
    }),
  ),
  operation({
    label: 'access',
    phase: 'access',
    loop: 'access',
    calls: 'access',
    ...inFixture,
    fuse: fusePath(0),
    // Permissions are judged by the attributes of the walk.
    ninep: ninepPath(0),
  }),
  operation({
    label: 'open-close',
    phase: 'open',
    loop: 'open-close',
    calls: 'openat (O_RDONLY), close',
    ...inFixture,
    // OPEN, FLUSH, RELEASE
    fuse: fusePath(3),
    // Twalk (clone), Tlopen, Tclunk
    ninep: ninepPath(3),
  }),
  operation({
    label: 'create-close',
    phase: 'create',
    loop: 'create-close',
    calls: 'openat (O_CREAT|O_WRONLY|O_TRUNC), close',
    base: 'directory',
    depthBelow: 1,
    // CREATE, FLUSH, RELEASE
    fuse: fusePath(3),
    ninep: ninepCreate,
  }),
  operation({
    label: 'rename',
    phase: 'rename',
    loop: 'rename',
    calls: 'rename (same directory)',
    base: 'directory',
    depthBelow: 1,
    fuse: fuseRename,
    ninep: ninepRename,
  }),
  operation({
    label: 'fsync',
    phase: 'fsync',
    loop: 'fsync',
    calls: 'pwrite64 (1 byte), fsync',
    ...onDescriptor,
    fuse: fixed(2),
    // Tfsync beside the write.
    ninep: ninepWrite(1, 1),
  }),
  ...LIST_SIZES.map((entries) =>
    operation({
      label: `list.${entries}`,
      phase: 'list',
      loop: 'list',
      args: { entries },
      calls: 'openat (O_DIRECTORY), fstat, getdents64 until the end, close',
      ...inFixture,
      fuse: entries <= LISTED_AT_ONCE ? fuseList : unknown,
      // Twalk, Tlopen, Tgetattr for the fstat, Treaddir (1000 names of 12 bytes fit in one), two more since both getdents64 find the
      // end, Tclunk
      ninep: ninepPath(7),
    }),
  ),
];

const MOVES: readonly ProbeOperation[] = (['read', 'write'] as const).flatMap((direction) =>
  TRANSFERS.map((transfer) => moving(direction, transfer)),
);

function moving(direction: 'read' | 'write', { name, bytes, offset, shift }: Transfer): ProbeOperation {
  return operation({
    label: `${direction}.${name}`,
    phase: direction,
    loop: direction,
    args: { bytes, offset, shift, file: 'same', spread: false },
    calls: `${direction === 'read' ? 'pread64' : 'pwrite64'} (${bytes} bytes at ${offset})`,
    ...onDescriptor,
    fuse: fusePayload(bytes, shift),
    ninep: moved(direction, bytes),
  });
}

function moved(direction: 'read' | 'write', bytes: number): CountRequests {
  return direction === 'read' ? ninepRead(bytes) : ninepWrite(bytes);
}

/** `distinct`: each thread has a file of its own. `same`: all have the same one, and each its own 4 KiB of it. */
const CONCURRENT: readonly ProbeOperation[] = (['distinct', 'same'] as const).flatMap((file) =>
  CONCURRENCIES.flatMap((concurrency) => [
    ...(['read', 'write'] as const).map((direction) =>
      operation({
        label: `${direction}.4k.${file}.c${concurrency}`,
        phase: `${direction}-concurrency`,
        loop: direction,
        args: { bytes: CONCURRENT_BYTES, offset: 0, shift: 0, file, spread: true },
        concurrency,
        calls: `${direction === 'read' ? 'pread64' : 'pwrite64'} (${CONCURRENT_BYTES} bytes)`,
        ...onDescriptor,
        fuse: fusePayload(CONCURRENT_BYTES, 0),
        ninep: moved(direction, CONCURRENT_BYTES),
      }),
    ),
    operation({
      label: `stat.${file}.c${concurrency}`,
      phase: 'stat-concurrency',
      loop: 'stat-concurrent',
      args: { file },
      concurrency,
      calls: 'statx',
      ...inFixture,
      fuse: fusePath(0),
      // One thread finds the directories that another one holds at that moment: up to eight times fewer, by chance.
      ninep: concurrency === 1 ? ninepPath(1) : unknown,
    }),
  ]),
);

/** Everything that a block measures. The order here is not the order of a block, which is drawn. */
export const OPERATIONS: readonly ProbeOperation[] = [...SINGLE, ...MOVES, ...CONCURRENT];

/** Measured in the teardown: the files that `create-close` made. */
export const UNLINK: ProbeOperation = operation({
  label: 'unlink',
  phase: 'unlink',
  loop: 'unlink',
  calls: 'unlink',
  base: 'directory',
  depthBelow: 1,
  fuse: fusePath(1),
  ninep: ninepPath(1),
});
