import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { project } from '../ready.mjs';
import { figure } from './figures.mjs';
import { millionSamples } from './million-samples.mjs';
import { PROGRAM } from './ours.mjs';

/** How long the commands take that read what others have measured, and how much memory, from fork to exit. */

const AIMS = { compareMs: { below: 3000 }, queryMs: { below: 2000 }, bytes: { below: 1024 ** 3 } };
const USAGE = new URL('./usage.mjs', import.meta.url).href;
const SQL = "SELECT operation, concurrency, count(*), median(value) FROM samples WHERE valid AND metric = 'latency' GROUP BY ALL";

/** @typedef {import('./figures.mjs').Figure} Figure */

/** @type {(folders: import('./folder.mjs').Folders, rounds: number, say: (text: string) => void) => Promise<Figure[]>} */
export async function readingFigures(folders, rounds, say) {
  say('two sides of a million samples each');
  const made = await millionSamples(folders);
  const results = ['--results', made.base];
  const commands = [
    {
      name: 'compare',
      args: ['compare', made.base, made.new, '--json', '--results', made.base],
      aim: AIMS.compareMs,
      how: `summaries and verdicts of 2 × 1 million samples, ${made.cells} cells, 6 boots a side`,
    },
    {
      name: 'query',
      args: ['query', SQL, made.base, '--format', 'json', ...results],
      aim: AIMS.queryMs,
      how: '1 million rows: a median of each cell',
    },
    {
      name: 'show',
      args: ['show', made.one, '--json', ...results],
      aim: null,
      how: 'summaries of a run of 167 thousand samples',
    },
  ];
  /** @type {(Measured | Failed)[][]} */
  const measured = [];
  for (let round = 1; round <= rounds; round++) {
    say(`reading, round ${round} of ${rounds}`);
    measured.push(commands.map(({ args }) => measuredRun(args)));
  }
  for (const folder of [made.base, made.new]) rmSync(folder, { recursive: true });
  return commands.flatMap(({ name, aim, how }, index) => {
    const ofCommand = measured.map((round) => /** @type {Measured | Failed} */ (round[index]));
    const failed = ofCommand.find((one) => 'reason' in one);
    const each = (/** @type {(one: any) => number} */ of) => failed ?? ofCommand.map(of);
    const group = 'reading a million samples';
    return [
      figure(
        { group, name, unit: 'ms', how: `from fork to exit: ${how}`, aim },
        each(({ wallMs }) => wallMs),
      ),
      figure(
        { group, name: `${name}, processors`, unit: 'ms', how: 'time on all processors', aim: null },
        each(({ cpuMs }) => cpuMs),
      ),
      figure(
        { group, name: `${name}, memory`, unit: 'bytes', how: 'largest resident size', aim: aim === null ? null : AIMS.bytes },
        each(({ peakBytes }) => peakBytes),
      ),
    ];
  });
}

/**
 * DuckDB, which `query` needs, need not be installed.
 *
 * @typedef {{ readonly reason: string }} Failed
 * @typedef {{ readonly wallMs: number, readonly cpuMs: number, readonly peakBytes: number }} Measured
 * @type {(args: readonly string[]) => Measured | Failed}
 */
function measuredRun(args) {
  const started = performance.now();
  const { status, stderr, output, error } = spawnSync(process.execPath, ['--import', USAGE, PROGRAM, ...args], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const wallMs = performance.now() - started;
  if (status === 0) return { wallMs, ...JSON.parse(output[3] ?? '') };
  return { reason: `ended with ${status}: ${(error?.message ?? stderr).trim().split('\n')[0]}` };
}
