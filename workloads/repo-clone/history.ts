import { posix } from 'node:path';
import { randomFor, shuffled } from '../../harness/core/random.ts';

/** A file in one of its versions; version 0 is the file as first committed. */
export interface FileVersion {
  readonly path: string;
  readonly size: number;
  readonly version: number;
}

export interface Commit {
  readonly branch: 'main' | 'other';
  readonly message: string;
  readonly written: readonly FileVersion[];
  readonly deleted: readonly string[];
}

/** Present in the first commit; the rest arrives commit by commit. */
const FIRST_SHARE = 0.6;
/** Of the files present, changed again by each later commit. */
const TOUCHED_SHARE = 0.02;
/** In which `other` differs from `main`: what one usually meets between two branches (facts/workloads.md §4). */
const OTHER_SHARE = 0.1;

/**
 * A history in which every file of `files` ends up on `main`: a first commit with most of them, then commits that add some and
 * change a few, then one commit on `other` that changes a tenth. Of ten files changed there eight are revised, one is removed and
 * one is new, so that a switch both creates and unlinks.
 */
export function planHistory(
  files: readonly { readonly path: string; readonly size: number }[],
  commits: number,
  seed: number,
): Commit[] {
  const random = randomFor(seed, 'history');
  const order = shuffled(files, random);
  const versions = new Map<string, number>();
  const next = (file: { readonly path: string; readonly size: number }): FileVersion => {
    const version = (versions.get(file.path) ?? -1) + 1;
    versions.set(file.path, version);
    return { path: file.path, size: file.size, version };
  };

  const first = Math.ceil(order.length * FIRST_SHARE);
  const history: Commit[] = [];
  for (let index = 0; index < commits; index++) {
    const from = index === 0 ? 0 : addedBy(index - 1, first, order.length, commits);
    const present = order.slice(0, from);
    const touched = shuffled(present, random).slice(0, Math.ceil(present.length * TOUCHED_SHARE));
    const added = order.slice(from, addedBy(index, first, order.length, commits));
    history.push({ branch: 'main', message: `Commit ${index + 1}`, written: [...added, ...touched].map(next), deleted: [] });
  }

  const changed = shuffled(files, random).slice(0, Math.ceil(files.length * OTHER_SHARE));
  const removed = changed.filter((_, index) => index % 10 === 8);
  const replaced = changed.filter((_, index) => index % 10 === 9);
  const revised = changed.filter((_, index) => index % 10 < 8);
  const fresh = replaced.map((file) => ({ path: besideOf(file.path), size: file.size, version: 0 }));
  history.push({
    branch: 'other',
    message: 'Change a tenth of the files',
    written: [...revised.map(next), ...fresh],
    deleted: removed.map((file) => file.path),
  });
  return history;
}

/** How many of `total` files exist after commit `index`. */
function addedBy(index: number, first: number, total: number, commits: number): number {
  return commits === 1 ? total : first + Math.round(((total - first) * index) / (commits - 1));
}

function besideOf(path: string): string {
  return posix.join(posix.dirname(path), `new-${posix.basename(path)}`);
}
