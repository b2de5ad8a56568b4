import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project, ready } from './ready.mjs';

// node scripts/pool-change.mjs --alone RUNS --shared RUNS --private RUNS [--processors 2] [--device-us 300] [--json]
//
// What the model says that operations beside a busy contender gain by a pool of their own, against what they gained: from boots with a
// trace and no contender, from boots whose pool the contender uses too, and from boots whose pool it does not. Of the last ones nothing but
// the contender's own rate enters the prediction. Processors: that work at the same time; some emulators run all of them in one thread.
const { values: given } = parseArgs({
  options: {
    alone: { type: 'string' },
    shared: { type: 'string' },
    private: { type: 'string' },
    processors: { type: 'string', default: '2' },
    // Of one block of the contender: its disk lies in the memory of the host
    'device-us': { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});
for (const side of ['alone', 'shared', 'private']) if (given[side] === undefined) throw new Error(`--${side} is missing`);

/** As the lab's contender works. */
const STREAMS = { streams: 2, blockBytes: 2 ** 20, deviceNs: 1e3 * Number(given['device-us']) };
/** On processors of the guest. */
const NEAR = ['app', 'vfs', 'client', 'dma'];
const SEED = 1;

ready();
const { predictPrivatePool, privateFromShared } = await import(
  join(project, 'dist', 'harness', 'model', 'what-if', 'contended-pool.js')
);
const [alone, shared, apart] = [given.alone, given.shared, given.private].map(attributed);
const contention = {
  processors: Number(given.processors),
  sharing: { ...STREAMS, bytesPerSecond: contenderRate(shared) },
  apart: { ...STREAMS, bytesPerSecond: contenderRate(apart) },
};
const rows = alone.cells.filter(({ target, concurrency }) => target === 'virtiofs' && concurrency === 1).flatMap(rowOf);
const total = (of) => rows.reduce((sum, row) => sum + row[of], 0);
const all = { operation: 'all together', ...changesOf(total('sharedNs'), total('privateNs'), total('predictedNs')) };
process.stdout.write(given.json ? `${JSON.stringify({ contention, all, rows }, null, 1)}\n` : textOf());

function attributed(runs) {
  const mntbench = join(project, 'scripts', 'mntbench.mjs');
  const options = { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(execFileSync(process.execPath, [mntbench, 'attribute', runs, '--json', '--cells', 'probe'], options));
}

function contenderRate({ runs }) {
  const rates = runs.map(({ id, dir }) => {
    const { lab } = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'));
    const rate = lab?.contender?.achievedBytesPerSecond ?? null;
    if (rate === null) throw new Error(`no contender told its rate in ${id}`);
    return rate;
  });
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

function rowOf(cell) {
  const [beside, without] = [shared, apart].map(({ cells }) => cells.find((other) => nameOf(other) === nameOf(cell)));
  if (beside === undefined || without === undefined || cell.requests === null) return [];
  // Caches that expire are no part of an operation.
  const waits = Object.values(cell.requests).reduce((sum, count) => sum + Math.round(4 * count) / 4, 0);
  // What is answered from a cache waits for no pool.
  if (waits < 1) return [];
  const near = cell.layers.reduce((sum, { layer, ns }) => sum + (NEAR.includes(layer) ? ns : 0), 0);
  const work = { waits, aloneNs: cell.medianNs, guestShare: Math.min(1, Math.max(0, near / cell.medianNs)) };
  const predictedNs = privateFromShared(beside.medianNs, cell.medianNs, predictPrivatePool(work, contention, SEED));
  return [
    {
      operation: cell.operation,
      aloneNs: cell.medianNs,
      ...changesOf(beside.medianNs, without.medianNs, predictedNs),
    },
  ];
}

function changesOf(sharedNs, privateNs, predictedNs) {
  return { sharedNs, privateNs, predictedNs, measured: privateNs / sharedNs - 1, predicted: predictedNs / sharedNs - 1 };
}

function nameOf({ operation, target, concurrency, cacheState }) {
  return [operation, target, concurrency, cacheState].join();
}

function textOf() {
  const ms = (ns) => (ns === undefined ? '–' : (ns / 1e6).toFixed(3)).padStart(9);
  const percent = (share) => `${(100 * share).toFixed(0)} %`.padStart(11);
  const mebibytes = ({ bytesPerSecond }) => `${(bytesPerSecond / 2 ** 20).toFixed(0)} MiB/s`;
  const line = ({ operation, aloneNs, sharedNs, privateNs, predictedNs, measured, predicted }) =>
    `${operation.padEnd(20)}${[aloneNs, sharedNs, privateNs, predictedNs].map(ms).join('')}${[measured, predicted].map(percent).join('')}`;
  return [
    `contender: ${mebibytes(contention.sharing)} in the same pool, ${mebibytes(contention.apart)} beside it`,
    'milliseconds            alone   shared  private predicted   measured  predicted',
    ...[...rows, all].map(line),
    '',
  ].join('\n');
}
