import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { project } from '../ready.mjs';
import { figure } from './figures.mjs';

/** How long the commands of the model take, from fork to exit, as for somebody who types them. */

const PROGRAM = join(project, 'dist/harness/cli/main.js');
const FOUR_QUEUES = 'wsl-6.18-virtiofs-four-queues';
const FULL = { presets: ['wsl-6.18-virtiofs-dedicated', FOUR_QUEUES], operations: 100_000, aim: { below: 3000 } };
const SIXTEEN = Array.from({ length: 16 }, (_, index) => index + 1);
const SWEEP = { operations: 1000, leastPairs: 3, aim: { above: 1.8 } };

/** @typedef {import('./figures.mjs').Figure} Figure */

/** @type {(rounds: number, say: (text: string) => void) => Figure[]} */
export function configurationFigures(rounds, say) {
  say('full configurations');
  const times = Array.from({ length: rounds }, () => FULL.presets.map(fullMs));
  return FULL.presets.map((name, index) =>
    figure(
      {
        group: `model run: ${FULL.operations} reads of 4 KiB by 16 threads, through the pool`,
        name,
        unit: 'ms',
        how: 'from fork to exit',
        aim: FULL.aim,
      },
      times.map((round) => round[index] ?? Number.NaN),
    ),
  );
}

/** @type {(folders: import('./folder.mjs').Folders, rounds: number, say: (text: string) => void) => Figure[]} */
export function sweepFigures(folders, rounds, say) {
  const processors = availableParallelism();
  const pairs = [];
  for (let pair = 1; pair <= Math.max(rounds, SWEEP.leastPairs); pair++) {
    say(`sweep of 256 configurations, pair ${pair}`);
    pairs.push(sweepPair(folders, processors, pair % 2 === 0));
  }
  const group = `model sweep: 256 configurations of ${SWEEP.operations} operations`;
  const unit = /** @type {const} */ ('ms');
  const how = 'from fork to exit, in turn; both write the same file';
  const busy = pairs.map(({ all }) => all.processors.toFixed(2)).join(', ');
  return [
    figure(
      { group, name: '1 thread', unit, how, aim: null },
      pairs.map(({ one }) => one.ms),
    ),
    figure(
      { group, name: `${processors} threads`, unit, how, aim: null },
      pairs.map(({ all }) => all.ms),
    ),
    figure(
      {
        group,
        name: 'speed-up',
        unit: 'ratio',
        how: `inside a pair; processors that the sweep with all threads was given: ${busy}`,
        aim: processors > 1 ? SWEEP.aim : null,
      },
      pairs.map(({ one, all }) => one.ms / all.ms),
    ),
  ];
}

/** @typedef {{ ms: number, processors: number }} Spent `processors`: CPU time ÷ elapsed. */

/** @type {(folders: import('./folder.mjs').Folders, processors: number, allFirst: boolean) => { one: Spent, all: Spent }} */
function sweepPair(folders, processors, allFirst) {
  const directory = mkdtempSync(join(folders.own, 'sweep-'));
  const sweep = (/** @type {number} */ threads, /** @type {string} */ name) =>
    spent([
      ...['model', 'sweep', FOUR_QUEUES, '--threads', String(threads), '--operations', String(SWEEP.operations)],
      ...['--set', `work.clients=${SIXTEEN.join()}`, '--set', `work.bytes=${SIXTEEN.map((pages) => 4096 * pages).join()}`],
      ...['--out', join(directory, name)],
    ]);
  const early = allFirst ? sweep(processors, 'all.csv') : null;
  const one = sweep(1, 'one.csv');
  const all = early ?? sweep(processors, 'all.csv');
  const [oneFile, allFile] = ['one.csv', 'all.csv'].map((name) => readFileSync(join(directory, name), 'utf8'));
  if (oneFile !== allFile) throw new Error('a sweep with several threads wrote another file than one with a single thread');
  return { one, all };
}

/** @type {(preset: string) => number} */
function fullMs(preset) {
  const sets = ['work.operation=read', 'work.bytes=4096', 'work.clients=16'].flatMap((field) => ['--set', field]);
  return spent(['model', 'run', preset, ...sets, '--operations', String(FULL.operations), '--json']).ms;
}

/** @type {(args: readonly string[]) => Spent} */
function spent(args) {
  const before = childSeconds();
  const started = performance.now();
  const { status, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`mntbench ${args.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
  return { ms, processors: (1000 * (childSeconds() - before)) / ms };
}

/** CPU time of all children that ended, from /proc; process.resourceUsage() knows only our own. @type {() => number} */
function childSeconds() {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const TICKS_PER_SECOND = 100;
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}
