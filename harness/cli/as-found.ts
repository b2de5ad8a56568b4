import { join } from 'node:path';
import type { RunRecord } from '../core/run-record.ts';
import { cacheFolder } from '../system/folders.ts';
import { isRunning } from '../system/scratch.ts';

/** A record that says `running` although nobody runs it was left by a killed program. */
export function asFound(record: RunRecord): RunRecord {
  const isAlive = record.status !== 'running' || isRunning(join(cacheFolder(), 'scratch'), record.id);
  return isAlive ? record : { ...record, status: 'interrupted', stop: 'interrupted' };
}
