import type { WorkerModule } from '../../harness/core/workload.ts';
import { fsync, read, write } from './data-loops.ts';
import { makeFixture, prepareBlock } from './fixture.ts';
import {
  access,
  createClose,
  fstat,
  list,
  nothing,
  openClose,
  rename,
  stat,
  statConcurrent,
  statMissing,
  unlink,
} from './path-loops.ts';
import { verifyNames, verifyRemoved, verifyWrites } from './verify.ts';

export const loops: WorkerModule['loops'] = {
  null: nothing,
  fstat,
  stat,
  'stat-concurrent': statConcurrent,
  'stat-missing': statMissing,
  access,
  'open-close': openClose,
  'create-close': createClose,
  rename,
  list,
  read,
  write,
  fsync,
  unlink,
};

export const tasks: WorkerModule['tasks'] = {
  'make-fixture': makeFixture,
  'prepare-block': prepareBlock,
  'verify-writes': verifyWrites,
  'verify-names': verifyNames,
  'verify-removed': verifyRemoved,
};
