import { spawnSync } from 'node:child_process';
import { PROGRAM } from './ours.mjs';

const STARTS = 15;

/** Wall times of `mntbench --help`, milliseconds, from fork to exit. @type {() => number[]} */
export function startTimes() {
  return Array.from({ length: STARTS }, () => {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, [PROGRAM, '--help'], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`mntbench --help ended with ${status}`);
    return performance.now() - started;
  });
}
