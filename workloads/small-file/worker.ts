import type { WorkerModule } from '../../harness/core/workload.ts';
import { list, listStat, mkdir, rmdir } from './directory-loops.ts';
import { append, create, overwrite, read, remove, rename, stat, statMissing } from './file-loops.ts';
import { mixCheckout, mixInstall, mixRemove, mixStatus } from './mix-loops.ts';
import { prepare, verifyChain, verifyRemoved, verifySingle } from './verify.ts';

export const loops: WorkerModule['loops'] = {
  mkdir,
  create,
  stat,
  'stat-missing': statMissing,
  list,
  'list-stat': listStat,
  read,
  overwrite,
  append,
  rename,
  'mix-install': mixInstall,
  'mix-checkout': mixCheckout,
  'mix-status': mixStatus,
  delete: remove,
  rmdir,
  'mix-remove': mixRemove,
};

export const tasks: WorkerModule['tasks'] = {
  prepare,
  'verify-single': verifySingle,
  'verify-chain': verifyChain,
  'verify-removed': verifyRemoved,
};
