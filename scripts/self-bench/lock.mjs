import { figure } from './figures.mjs';

/** Whether the simulated lock of the DMA pool agrees with a real one on this machine: the same allocator in two threads. */

/**
 * With 15 pairs a sign test sees a difference of a few per cent. What others disturb is measured again, up to a point. V8 compiles the
 * loop in the first tens of milliseconds and wants a processor for it, of which two spinning threads leave none: hence the length.
 */
const RUN = { enough: 15, mostRounds: 20, durationMs: 600, seed: 1 };

const ROWS = 'lock of the DMA pool, time per page and thread';
const ACCEPTANCE = 'lock of the DMA pool, simulated against measured';
const TOLERANCE = { below: 0.3 };

/**
 * @typedef {import('../../harness/model/measured/lock-table.ts').MeasuredRow} MeasuredRow
 * @typedef {import('../../harness/model/measured/lock-agreement.ts').LockAgreement} LockAgreement
 */

/** @type {(say: (text: string) => void) => Promise<import('./figures.mjs').Figure[]>} */
export async function lockFigures(say) {
  const { measureLocks } = await import('../../dist/harness/model/measured/measure-locks.js');
  const { lockAgreement } = await import('../../dist/harness/model/measured/lock-agreement.js');
  const { lockPairs } = await import('../../dist/harness/model/measured/lock-pairs.js');
  const { lockTable } = await import('../../dist/harness/model/measured/lock-table.js');
  const rounds = await measureLocks({ ...RUN, progress: (/** @type {number} */ round) => say(`locks, round ${round}`) });
  const table = lockTable(rounds);
  if (table === null) return [noLocks(rounds.length)];
  const agreement = lockAgreement(table.rows, lockPairs(table.twoLocksOverOne), RUN.seed);
  return [
    ...table.rows.map((row, index) => rowFigure(row, agreement.rows[index])),
    ...acceptance(agreement, table.twoLocksOverOne),
  ];
}

/** @type {(rounds: number) => import('./figures.mjs').Figure} */
function noLocks(rounds) {
  const about = { group: ROWS, name: 'two threads', unit: /** @type {const} */ ('ns'), how: '', aim: null };
  return figure(about, {
    reason: `in each of ${rounds} rounds threads waited for a processor: the machine is busy, or has only one`,
  });
}

/** @type {(row: MeasuredRow, compared: LockAgreement['rows'][number] | undefined) => import('./figures.mjs').Figure} */
function rowFigure(row, compared) {
  const { threads, areas, pagesPerRequest, copyBytes, rates } = row;
  const perPage = (/** @type {number} */ rate) => (1e9 * threads) / rate;
  const about = {
    group: ROWS,
    name: `${threads} on ${areas} lock${areas > 1 ? 's' : ''}, by ${pagesPerRequest}${copyBytes > 0 ? ', copied' : ''}`,
    unit: /** @type {const} */ ('ns'),
    how: compared === undefined ? '' : simulated(compared, perPage(compared.predictedMapsPerSecond), row.handoverShare),
    aim: null,
  };
  return figure(about, rates.map(perPage));
}

/** @type {(compared: LockAgreement['rows'][number], ns: number, handoverShare: number) => string} */
function simulated({ use, relativeError }, ns, handoverShare) {
  const rate = `${relativeError < 0 ? '' : '+'}${(100 * relativeError).toFixed(1)} %`;
  const lock = handoverShare > 0 ? `; ${(100 * handoverShare).toFixed(0)} % of the locks came from the other thread` : '';
  return `simulated ${ns.toFixed(0)} ns, rate ${rate} (${use === 'fit' ? 'fitted' : 'predicted'})${lock}`;
}

/** @type {(agreement: LockAgreement, ratios: readonly number[]) => import('./figures.mjs').Figure[]} */
function acceptance({ handoverNs, acceptance: { pageByPage, twoLocksOverOne } }, ratios) {
  const verdict = twoLocksOverOne.ok === null ? 'the pairs leave the sign open' : twoLocksOverOne.ok ? 'same sign' : 'OTHER SIGN';
  return [
    figure(
      {
        group: ACCEPTANCE,
        name: 'one lock, by 1: error of the rate',
        unit: 'share',
        how: `predicted with a hand-over of ${handoverNs.toFixed(0)} ns, fitted on batches of 64`,
        aim: TOLERANCE,
      },
      [Math.abs(pageByPage.relativeError)],
    ),
    figure(
      {
        group: ACCEPTANCE,
        name: 'two locks over one, copied',
        unit: 'ratio',
        how: `rates of ${ratios.length} pairs; simulated ${twoLocksOverOne.predicted.toFixed(2)}: ${verdict}`,
        aim: null,
      },
      ratios,
    ),
  ];
}
