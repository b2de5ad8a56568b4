import { accessSync, closeSync, constants, fstatSync, openSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import type { Loop } from '../../harness/core/workload.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { item } from '../inputs/item.ts';
import { atDepth, createdFile, LEAF, listed, MISSING, ownFile, renameFrom, renameTo, sharedFile } from './layout.ts';

const NO_THROW = { throwIfNoEntry: false } as const;
const NEW_FILE = constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC;
const MODE = 0o644;

/** Calls nothing: what the measuring itself costs. */
export const nothing: Loop = (args) => ({ operations: numberArg(args, 'operations'), run() {} });

export const fstat: Loop = (args) => {
  const descriptor = openSync(atDepth(textArg(args, 'fixture'), 0, LEAF), constants.O_RDONLY);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      fstatSync(descriptor);
    },
    close: () => closeSync(descriptor),
  };
};

export const stat: Loop = (args) => {
  const path = atDepth(textArg(args, 'fixture'), numberArg(args, 'depth'), LEAF);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      statSync(path);
    },
  };
};

export const statConcurrent: Loop = (args, { thread }) => {
  const fixture = textArg(args, 'fixture');
  const path = textArg(args, 'file') === 'same' ? sharedFile(fixture, 'read') : ownFile(fixture, 'read', thread);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      statSync(path);
    },
  };
};

export const statMissing: Loop = (args) => {
  const path = atDepth(textArg(args, 'fixture'), numberArg(args, 'depth'), MISSING);
  let missing = 0;
  return {
    operations: numberArg(args, 'operations'),
    run() {
      if (statSync(path, NO_THROW) !== undefined) throw new Error(`${path}: exists, expected ENOENT`);
      missing++;
    },
    outcomes: () => ({ ENOENT: missing }),
  };
};

export const access: Loop = (args) => {
  const path = atDepth(textArg(args, 'fixture'), 0, LEAF);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      accessSync(path);
    },
  };
};

export const openClose: Loop = (args) => {
  const path = atDepth(textArg(args, 'fixture'), 0, LEAF);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      closeSync(openSync(path, constants.O_RDONLY));
    },
  };
};

export const list: Loop = (args) => {
  const entries = numberArg(args, 'entries');
  const path = listed(textArg(args, 'fixture'), entries);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      const got = readdirSync(path).length;
      if (got !== entries) throw new Error(`${path}: ${got} entries, expected ${entries}`);
    },
  };
};

export const createClose: Loop = (args) => {
  const paths = everyPath(args, createdFile);
  return {
    operations: paths.length,
    run(index) {
      closeSync(openSync(item(paths, index), NEW_FILE, MODE));
    },
  };
};

export const rename: Loop = (args) => {
  const from = everyPath(args, renameFrom);
  const to = everyPath(args, renameTo);
  return {
    operations: from.length,
    run(index) {
      renameSync(item(from, index), item(to, index));
    },
  };
};

export const unlink: Loop = (args) => {
  const paths = everyPath(args, createdFile);
  return {
    operations: paths.length,
    run(index) {
      unlinkSync(item(paths, index));
    },
  };
};

function everyPath(args: Parameters<Loop>[0], pathOf: (directory: string, index: number) => string): string[] {
  const directory = textArg(args, 'directory');
  return Array.from({ length: numberArg(args, 'operations') }, (_, index) => pathOf(directory, index));
}
