import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import type { Loop } from '../../harness/core/workload.ts';
import { flatPath } from '../inputs/flat-path.ts';
import { item } from '../inputs/item.ts';
import { directoryContents } from './directory-contents.ts';
import { ownSubtrees } from './subtrees.ts';
import { readTrees, SINGLE, shareOf } from './trees.ts';

export const mkdir: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const paths = ownSubtrees(plan.directories, share).map((path) => flatPath(`${root}/${SINGLE}`, path));
  return {
    operations: paths.length,
    run(index) {
      mkdirSync(item(paths, index));
    },
  };
};

export const rmdir: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const paths = ownSubtrees(plan.directories, share)
    .map((path) => flatPath(`${root}/${SINGLE}`, path))
    .reverse();
  return {
    operations: paths.length,
    run(index) {
      rmdirSync(item(paths, index));
    },
  };
};

export const list: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const directories = shareOf(directoryContents(`${root}/${SINGLE}`, plan), share);
  let entries = 0;
  return {
    operations: directories.length,
    run(index) {
      const directory = item(directories, index);
      const got = readdirSync(directory.path).length;
      if (got !== directory.entries) throw new Error(`${directory.path}: ${got} entries, expected ${directory.entries}`);
      entries += got;
    },
    outcomes: () => ({ entries }),
  };
};

/** Names come from the listing, as in a program that does not know the directory; joining them is part of the operation. */
export const listStat: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const directories = shareOf(directoryContents(`${root}/${SINGLE}`, plan), share);
  let entries = 0;
  return {
    operations: directories.length,
    run(index) {
      const { path, entries: expected } = item(directories, index);
      const names = readdirSync(path);
      for (const name of names) statSync(`${path}/${name}`);
      if (names.length !== expected) throw new Error(`${path}: ${names.length} entries, expected ${expected}`);
      entries += expected;
    },
    outcomes: () => ({ entries }),
  };
};
