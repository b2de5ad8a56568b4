import { closeSync, constants, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { Loop } from '../../harness/core/workload.ts';
import { numberArg, textArg } from '../inputs/args.ts';
import { flatPath } from '../inputs/flat-path.ts';
import { FSYNC_FILE } from './layout.ts';
import { pageAligned } from './page-aligned.ts';
import { dataContent, transferShare, writtenContent } from './transfer-share.ts';

export const read: Loop = (args, { thread }) => {
  const { path, bytes, offset, shift } = transferShare(args, 'read', thread);
  const buffer = pageAligned(bytes, shift);
  const descriptor = openSync(path, constants.O_RDONLY);
  // The first read makes the data warm wherever it is cached, and shows that it is the right data.
  const warm = readSync(descriptor, buffer, 0, bytes, offset);
  if (warm !== bytes || !buffer.equals(dataContent(path, offset, bytes))) {
    closeSync(descriptor);
    throw new Error(`${path}: ${bytes} bytes at ${offset} are not what the fixture wrote`);
  }
  return {
    operations: numberArg(args, 'operations'),
    run() {
      const got = readSync(descriptor, buffer, 0, bytes, offset);
      if (got !== bytes) throw new Error(`short read: ${got} of ${bytes} bytes`);
    },
    close: () => closeSync(descriptor),
  };
};

export const write: Loop = (args, { thread }) => {
  const { path, bytes, offset, shift } = transferShare(args, 'write', thread);
  const buffer = pageAligned(bytes, shift);
  writtenContent(textArg(args, 'label'), thread, bytes, numberArg(args, 'seed')).copy(buffer);
  const descriptor = openSync(path, constants.O_WRONLY);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      const put = writeSync(descriptor, buffer, 0, bytes, offset);
      if (put !== bytes) throw new Error(`short write: ${put} of ${bytes} bytes`);
    },
    close: () => closeSync(descriptor),
  };
};

export const fsync: Loop = (args) => {
  const buffer = pageAligned(1, 0);
  const descriptor = openSync(flatPath(textArg(args, 'fixture'), FSYNC_FILE), constants.O_WRONLY);
  return {
    operations: numberArg(args, 'operations'),
    run() {
      writeSync(descriptor, buffer, 0, 1, 0);
      fsyncSync(descriptor);
    },
    close: () => closeSync(descriptor),
  };
};
