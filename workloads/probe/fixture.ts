import { mkdirSync, writeFileSync } from 'node:fs';
import type { Task } from '../../harness/core/workload.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { flatPath } from '../inputs/flat-path.ts';
import {
  atDepth,
  CREATED,
  chain,
  entryName,
  FSYNC_FILE,
  LEAF,
  listed,
  ownFile,
  RENAMED,
  renameFrom,
  sharedFile,
} from './layout.ts';
import { DEEPEST, LIST_SIZES } from './operations.ts';
import { dataContent } from './transfer-share.ts';
import { CONCURRENT_BYTES, DATA_FILE_BYTES } from './transfers.ts';

/** Once per target. What is there already is written again, so that a fixture cut short is made whole. */
export const makeFixture: Task = (args) => {
  const fixture = textArg(args, 'fixture');
  mkdirSync(flatPath(fixture, chain(DEEPEST)), { recursive: true });
  for (let depth = 0; depth <= DEEPEST; depth++) writeFileSync(atDepth(fixture, depth, LEAF), LEAF);
  writeFileSync(flatPath(fixture, FSYNC_FILE), '0');
  for (const entries of LIST_SIZES.filter((size) => size <= numberArg(args, 'largestList'))) {
    mkdirSync(listed(fixture, entries), { recursive: true });
    for (let index = 0; index < entries; index++) writeFileSync(`${listed(fixture, entries)}/${entryName(index)}`, '');
  }
  for (const direction of ['read', 'write'] as const) {
    const shared = sharedFile(fixture, direction);
    writeFileSync(shared, dataContent(shared, 0, DATA_FILE_BYTES));
    for (let thread = 0; thread < numberArg(args, 'threads'); thread++) {
      const own = ownFile(fixture, direction, thread);
      writeFileSync(own, dataContent(own, 0, CONCURRENT_BYTES));
    }
  }
};

/** Before each block: an empty folder for `create`, and the files that `rename` renames. */
export const prepareBlock: Task = (args) => {
  const directory = textArg(args, 'directory');
  mkdirSync(`${directory}/${CREATED}`);
  mkdirSync(`${directory}/${RENAMED}`);
  for (let index = 0; index < numberArg(args, 'operations'); index++) writeFileSync(renameFrom(directory, index), '');
};
