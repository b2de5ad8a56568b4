import { statfsSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { ready } from '../ready.mjs';
import { compileLoop } from './c-loop.mjs';
import { againstFio, beyondC, memoryOf, noMemoryOfMany, ownCost, startFigures, useOfTime } from './figures.mjs';
import { fioMissing, fioVersion } from './fio.mjs';
import { openFolders } from './folder.mjs';
import { modelFigures } from './model.mjs';
import { readOptions, USAGE, UsageError } from './options.mjs';
import { readingFigures } from './reading.mjs';
import { reportText } from './report.mjs';
import { runRound } from './rounds.mjs';
import { startTimes } from './start.mjs';
import { defaultRun, manyOperations, noRoomForMany } from './whole-runs.mjs';

/** How fast mntbench itself is, and how right its decisions are, against peers and against its own aims. A benchmark, not a test: it ends with 0 also when an aim is missed. */

/** f_type of statfs(2): the ratios were promised for tmpfs. */
const TMPFS_MAGIC = 0x01021994;

/** @typedef {{ figures: import('./figures.mjs').Figure[], rounds: import('./rounds.mjs').Round[], fio: string | null }} Measured */

/** @type {(options: import('./options.mjs').Options, folders: import('./folder.mjs').Folders) => Promise<void>} */
async function selfBench(options, folders) {
  const loadBefore = loadavg()[0] ?? 0;
  const isAll = !options.model && !options.statistics;
  const files = isAll ? await ofFiles(options, folders) : { figures: [], rounds: [], fio: null };
  const figures = [
    ...files.figures,
    ...(isAll || options.model ? await modelFigures(folders, options.rounds, say) : []),
    ...(isAll || options.statistics ? await ofStatistics(options, folders) : []),
  ];
  const machine = {
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpus().length,
    loadBefore,
    loadAfter: loadavg()[0] ?? 0,
    fio: files.fio,
  };
  const document = { schemaVersion: 1, machine, options, figures, rounds: files.rounds };
  process.stdout.write(
    options.json ? `${JSON.stringify(document, null, 2)}\n` : reportText(figures, aboutLines(machine, options)),
  );
}

/** @type {(options: import('./options.mjs').Options, folders: import('./folder.mjs').Folders) => Promise<import('./figures.mjs').Figure[]>} */
async function ofStatistics(options, folders) {
  // Of the compiled program, which in a fresh clone is not there before `ready`.
  const { ruleFigures } = await import('./rule.mjs');
  return [...(await readingFigures(folders, options.rounds, say)), ...(await ruleFigures(say))];
}

/** @type {(options: import('./options.mjs').Options, folders: import('./folder.mjs').Folders) => Promise<Measured>} */
async function ofFiles(options, folders) {
  const missing = { fio: fioMissing(), c: compileLoop(folders) };
  const rounds = [];
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round} of ${options.rounds}: loops, fio, small-file and probe`);
    rounds.push(await runRound(folders, { fio: missing.fio === null, c: missing.c === null }));
  }
  say('starts');
  const starts = startTimes();
  say(`a default run of ${options.runSeconds} s`);
  const run = await defaultRun(folders, options.runSeconds);
  const figures = [
    ...againstFio(rounds, missing.fio, statfsSync(folders.work).type === TMPFS_MAGIC),
    ...beyondC(rounds, missing.c),
    ...ownCost(rounds),
    ...startFigures(starts),
    ...useOfTime(run, options.runSeconds),
    ...memoryOf(run, 'the default run'),
    ...(options.full ? await memoryOfMany(folders) : []),
  ];
  return { figures, rounds, fio: missing.fio === null ? fioVersion() : null };
}

/** @type {(folders: import('./folder.mjs').Folders) => Promise<import('./figures.mjs').Figure[]>} */
async function memoryOfMany(folders) {
  const reason = noRoomForMany(folders);
  if (reason !== null) return [noMemoryOfMany(reason)];
  say('10 million operations of small-file');
  return memoryOf(await manyOperations(folders), 'small-file flat-1k');
}

/** @type {(machine: any, options: import('./options.mjs').Options) => string[]} */
function aboutLines({ node, kernel, cpu, cpus, loadBefore, loadAfter, fio }, { folder, rounds, model, statistics }) {
  const isAll = !model && !statistics;
  const load = `load ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after`;
  return [
    `Node ${node}, Linux ${kernel}, ${cpus} × ${cpu}, ${load}${isAll ? `; ${fio ?? 'no fio'}` : ''}`,
    `${isAll ? `in ${folder}; ` : ''}medians of ${rounds} round(s)`,
  ];
}

/** On stderr: stdout belongs to the figures. @type {(text: string) => void} */
function say(text) {
  process.stderr.write(`self-bench: ${text}\n`);
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  ready();
  const { folders, remove } = openFolders(options.folder);
  // Ctrl-C reaches the runs too, which tidy up after themselves.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));
  process.on('exit', remove);
  await selfBench(options, folders);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`self-bench: ${error.message}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
