import { spawnSync } from 'node:child_process';
import { PROGRAM } from './ours.mjs';

const STARTS = 15;

/**
 * Wall times from fork to exit, milliseconds: of `mntbench --help`, and of Node with nothing to do, which nobody can go below.
 *
 * @type {() => { help: number[], node: number[] }}
 */
export function startTimes() {
  const starts = Array.from({ length: STARTS }, () => ({ help: wallMs([PROGRAM, '--help']), node: wallMs(['--eval', '0']) }));
  return { help: starts.map(({ help }) => help), node: starts.map(({ node }) => node) };
}

/** @type {(args: readonly string[]) => number} */
function wallMs(args) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  const ended = performance.now();
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return ended - started;
}
