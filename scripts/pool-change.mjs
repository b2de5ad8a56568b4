import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project, ready } from './ready.mjs';

// node scripts/pool-change.mjs --alone RUNS --shared RUNS --private RUNS [--processors 2] [--device-us 300] [--json]
//
// What the model says that operations beside a busy contender gain by a pool of their own, against what they gained: from boots with a
// trace and no contender, from boots whose pool the contender uses too, and from boots whose pool it does not.
//
// A contender on a fast disk takes processors: how many, its own rates with and without bouncing tell, and nothing else of the last boots
// enters the prediction. One on a slow disk (--contender read@32MiB/s) takes room in the pool, and nothing of them enters at all.
// Processors: that work at the same time; some emulators run all of them in one thread.
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
const STREAMS = { streams: 2, blockBytes: 2 ** 20 };
/** On processors of the guest. */
const NEAR = ['app', 'vfs', 'client', 'dma'];
const SEED = 1;

ready();
const built = (...path) => import(join(project, 'dist', 'harness', ...path));
const [alone, shared, apart] = [given.alone, given.shared, given.private].map(attributed);
const contender = contenderOf(shared);
const predict = contender.diskBytesPerSecond == null ? await besideFastDisk() : await besideSlowDisk();
const rows = alone.cells.filter(({ target, concurrency }) => target === 'virtiofs' && concurrency === 1).flatMap(rowOf);
const total = (of) => rows.reduce((sum, row) => sum + row[of], 0);
const all = { operation: 'all together', ...changesOf(total('sharedNs'), total('privateNs'), total('predictedNs')) };
const rates = [shared, apart].map(rateOf);
process.stdout.write(given.json ? `${JSON.stringify({ rates, all, rows }, null, 1)}\n` : textOf());

function attributed(runs) {
  const mntbench = join(project, 'scripts', 'mntbench.mjs');
  const options = { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(execFileSync(process.execPath, [mntbench, 'attribute', runs, '--json', '--cells', 'probe'], options));
}

function contendersOf({ runs }) {
  return runs.map(({ id, dir }) => {
    const { lab } = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'));
    const rate = lab?.contender?.achievedBytesPerSecond ?? null;
    if (rate === null) throw new Error(`no contender told its rate in ${id}`);
    return lab.contender;
  });
}

/** The runs are of one configuration. */
function contenderOf(side) {
  return contendersOf(side)[0];
}

function rateOf(side) {
  const rates = contendersOf(side).map(({ achievedBytesPerSecond: rate }) => rate);
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** Latency in a pool of its own, or null where the model has nothing to say of the operation. */
async function besideFastDisk() {
  const { predictPrivatePool, privateFromShared } = await built('model', 'what-if', 'contended-pool.js');
  const streams = (side) => ({ ...STREAMS, deviceNs: 1e3 * Number(given['device-us']), bytesPerSecond: rateOf(side) });
  const contention = { processors: Number(given.processors), sharing: streams(shared), apart: streams(apart) };
  return (cell, sharedNs) => {
    if (cell.requests === null) return null;
    // Caches that expire are no part of an operation.
    const waits = Object.values(cell.requests).reduce((sum, count) => sum + Math.round(4 * count) / 4, 0);
    // What is answered from a cache waits for no pool.
    if (waits < 1) return null;
    const near = cell.layers.reduce((sum, { layer, ns }) => sum + (NEAR.includes(layer) ? ns : 0), 0);
    const work = { waits, aloneNs: cell.medianNs, guestShare: Math.min(1, Math.max(0, near / cell.medianNs)) };
    return privateFromShared(sharedNs, cell.medianNs, predictPrivatePool(work, contention, SEED));
  };
}

async function besideSlowDisk() {
  const { predictHeldPool } = await built('model', 'what-if', 'held-pool.js');
  const { representatives, directoriesAbove } = await built('cli', 'attribute-model', 'representative.js');
  const { known, mount } = await knownOf(alone);
  const { pool } = (await knownOf(shared)).known.facts;
  const neighbour = { ...STREAMS, operation: contender.operation, bytesPerSecond: contender.diskBytesPerSecond };
  const writes = [4, 64, 256, 1024].map((kib) => ({
    operation: kib === 1024 ? 'write.1m' : `write.${kib}k`,
    works: [
      { work: { operation: 'write', bytes: 1024 * kib, entries: 0, directories: 0, clients: 1, sameFile: false }, times: 1 },
    ],
  }));
  const works = new Map([...representatives(directoriesAbove(mount)), ...writes].map((one) => [one.operation, one.works]));
  return (cell, sharedNs) => {
    const sequence = works.get(cell.operation);
    if (sequence === undefined || cell.requests === null) return null;
    const predicted = predictHeldPool(known, sequence, { pool, neighbour, seed: SEED });
    return (sharedNs * predicted.privateNs) / predicted.sharedNs;
  };
}

/** What the probe of these runs was fitted to. */
async function knownOf({ runs }) {
  const { loadRuns } = await built('cli', 'attribute', 'load.js');
  const { attributed: attribution } = await built('cli', 'attribute', 'attribution.js');
  const { fittedMounts, knownMount } = await built('cli', 'attribute-model', 'known-mounts.js');
  const folders = runs.map(({ dir }) => dir);
  const { observed } = attribution(loadRuns(folders, project), { intervals: false, pair: null });
  const fitted = fittedMounts(observed).find(({ transport }) => transport === 'virtiofs');
  const known = fitted === undefined ? null : knownMount(observed, fitted);
  if (known === null) throw new Error('no probe of virtiofs that the model could be fitted to');
  return { known, mount: fitted.mount };
}

function rowOf(cell) {
  const [beside, without] = [shared, apart].map(({ cells }) => cells.find((other) => nameOf(other) === nameOf(cell)));
  if (beside === undefined || without === undefined) return [];
  const predictedNs = predict(cell, beside.medianNs);
  if (predictedNs === null) return [];
  return [{ operation: cell.operation, aloneNs: cell.medianNs, ...changesOf(beside.medianNs, without.medianNs, predictedNs) }];
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
  const [inside, beside] = rates.map((rate) => `${(rate / 2 ** 20).toFixed(0)} MiB/s`);
  const line = ({ operation, aloneNs, sharedNs, privateNs, predictedNs, measured, predicted }) =>
    `${operation.padEnd(20)}${[aloneNs, sharedNs, privateNs, predictedNs].map(ms).join('')}${[measured, predicted].map(percent).join('')}`;
  return [
    `contender: ${inside} in the same pool, ${beside} beside it`,
    'milliseconds            alone   shared  private predicted   measured  predicted',
    ...[...rows, all].map(line),
    '',
  ].join('\n');
}
