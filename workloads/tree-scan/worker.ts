import { readFileSync } from 'node:fs';
import glob from 'fast-glob';
import type { JsonObject } from '../../harness/core/json.ts';
import type { PreparedLoop, Task, WorkerModule } from '../../harness/core/workload.ts';
import { compareTree } from '../inputs/compare-tree.ts';
import { contentFor } from '../inputs/content.ts';
import { writeTree } from '../inputs/write-tree.ts';
import { operationsOf, readScan, SCAN_SEED } from './scan-tree.ts';

const EVERYTHING = '**';

interface Seen {
  readonly files: number;
  /** Null where the scan does not learn it. */
  readonly bytes: number | null;
}

/** The scans are given to fast-glob as linters, bundlers and test runners give them. One operation is one whole scan. */
export const loops: WorkerModule['loops'] = {
  walk: (args) =>
    scanning(args, (cwd) => {
      return { files: glob.sync(EVERYTHING, { cwd, dot: true, followSymbolicLinks: false }).length, bytes: null };
    }),
  'walk-stat': (args) =>
    scanning(args, (cwd) => {
      const entries = glob.sync(EVERYTHING, { cwd, dot: true, followSymbolicLinks: false, stats: true });
      let bytes = 0;
      for (const entry of entries) bytes += entry.stats?.size ?? 0;
      return { files: entries.length, bytes };
    }),
  'walk-read': (args) =>
    scanning(args, (cwd) => {
      const paths = glob.sync(EVERYTHING, { cwd, dot: true, followSymbolicLinks: false });
      let bytes = 0;
      for (const path of paths) bytes += readFileSync(`${cwd}/${path}`).length;
      return { files: paths.length, bytes };
    }),
};

/** A scan that finds another tree than the planned one did other work; it fails, at the price of two compares. */
function scanning(args: JsonObject, scan: (root: string) => Seen): PreparedLoop {
  const { root, plan } = readScan(args);
  const expected = plan.files.length;
  let files = 0;
  let bytes: number | null = 0;
  return {
    operations: operationsOf(args),
    run() {
      const seen = scan(root);
      if (seen.files !== expected) throw new Error(`${root}: scan found ${seen.files} files, expected ${expected}`);
      if (seen.bytes !== null && seen.bytes !== plan.totalBytes) {
        throw new Error(`${root}: scan found ${seen.bytes} bytes, expected ${plan.totalBytes}`);
      }
      files += seen.files;
      bytes = bytes === null || seen.bytes === null ? null : bytes + seen.bytes;
    },
    outcomes: () => (bytes === null ? { files } : { files, bytes }),
  };
}

/** Written and read back once per target; the blocks only read. */
const makeTree: Task = (args) => {
  const { root, plan } = readScan(args);
  writeTree(root, plan, SCAN_SEED);
  const files = plan.files.map((file) => ({ ...file, content: () => contentFor(file.path, file.size, SCAN_SEED) }));
  compareTree(root, plan.directories, files);
};

/** By paths and sizes, found by other means than the scans: they all stand on fast-glob. */
const verifyTree: Task = (args) => {
  const { root, plan } = readScan(args);
  compareTree(
    root,
    plan.directories,
    plan.files.map((file) => ({ ...file, content: null })),
  );
};

export const tasks: WorkerModule['tasks'] = { 'make-tree': makeTree, 'verify-tree': verifyTree };
