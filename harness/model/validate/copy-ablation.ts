import { z } from 'zod';
import type { Network } from '../engine/network.ts';
import { PARAMETERS } from '../path/parameters.ts';
import { change, count, numeric, type Place, range, readFields, wrongField } from './fields.ts';
import { judgedByRange, type Point, percent, type Range, type TableFindings, type Verdict } from './findings.ts';
import { operationsOf } from './outcome.ts';
import { simulatePriors } from './priors-path.ts';

/** Of one read; larger ones are many requests, and say the same. */
const LARGEST_BLOCK = 1024 * 1024;
const block = numeric(
  `bytes, a whole number from 1 to ${LARGEST_BLOCK}`,
  (value) => Number.isInteger(value) && value >= 1 && value <= LARGEST_BLOCK,
);

const tableSchema = z.object({
  published: z.object({ blockBytes: block, throughputGain: change, copiesBefore: count, copiesAfter: count }),
  accept: z.object({ gain: range }).optional(),
});

export interface CopyAblationTable {
  readonly blockBytes: number;
  readonly gain: number;
  readonly copiesBefore: number;
  readonly copiesAfter: number;
  readonly accepted: Range;
}

/** Where the table states no range: as wide as that of the published 5.6 %. */
const POINTS = 0.015;

export function readCopyAblationTable(content: unknown, place: Place): CopyAblationTable {
  const { published, accept } = readFields(tableSchema, content, place);
  const { blockBytes, throughputGain: gain, copiesBefore, copiesAfter } = published;
  const at = { ...place, path: `${place.path}.published` };
  if (copiesAfter >= copiesBefore)
    throw wrongField(at, ['copiesAfter'], copiesAfter, `fewer copies than the ${copiesBefore} before`);
  if (gain <= 0) throw wrongField(at, ['throughputGain'], gain, 'a gain above 0, from fewer copies');
  return { blockBytes, gain, copiesBefore, copiesAfter, accepted: accept?.gain ?? [gain - POINTS, gain + POINTS] };
}

/** Reads with a copy fewer: by a path that knows nothing of the table, and by the one time that the published gain implies. */
export function checkCopyAblation(table: CopyAblationTable, seed: number): TableFindings {
  const impliedNs = impliedTimeNs(table);
  return {
    points: [...pathPoint(table, seed), fittedPoint(table, impliedNs, seed)],
    verdicts: [impliedVerdict(table, impliedNs)],
    notes: [],
    tolerance: null,
  };
}

/** 9e02977bfad0: a bounced read is copied three times before this kernel, and twice from it on. */
const ABLATION = { before: { kernel: '5.17', copies: 3 }, after: { kernel: '5.18', copies: 2 } } as const;
/** Both kernels draw the same times: the difference is exact after a few. */
const PATH_OPERATIONS = 1000;
const POOL = { kind: 'default-n-areas', slots: 32_768, areas: 1 } as const;

/** Only the removal that a kernel has made can be asked of the path. */
function pathPoint(table: CopyAblationTable, seed: number): Point[] {
  if (table.copiesBefore !== ABLATION.before.copies || table.copiesAfter !== ABLATION.after.copies) return [];
  const rate = (kernel: string): number =>
    simulatePriors(
      { transport: 'virtiofs', kernel, pool: POOL, work: { operation: 'read', bytes: table.blockBytes, clients: 1 } },
      PATH_OPERATIONS,
      seed,
    ).throughputPerSecond;
  const predicted = rate(ABLATION.after.kernel) / rate(ABLATION.before.kernel) - 1;
  return [
    judgedByRange({ ...gainPoint(table, 'one read at a time by virtiofs, priors', predicted), use: 'predict' }, table.accepted),
  ];
}

function fittedPoint(table: CopyAblationTable, impliedNs: number, seed: number): Point {
  const rate = (copies: number): number =>
    operationsOf(readNetwork(table, impliedNs, copies), { ...LENGTH, seed }).throughputPerSecond;
  const predicted = rate(table.copiesAfter) / rate(table.copiesBefore) - 1;
  return judgedByRange({ ...gainPoint(table, 'reads of the time that the gain implies', predicted), use: 'fit' }, table.accepted);
}

function gainPoint(
  { blockBytes, gain }: CopyAblationTable,
  row: string,
  predicted: number,
): Pick<Point, 'row' | 'n' | 'quantity' | 'unit' | 'observed' | 'predicted'> {
  return { row, n: blockBytes, quantity: 'gain of throughput', unit: 'share', observed: gain, predicted };
}

/** T·g/(1 + g) is what the removed copies took of the old time T. */
function impliedTimeNs(table: CopyAblationTable): number {
  return ((table.copiesBefore - table.copiesAfter) * copyNs(table) * (1 + table.gain)) / table.gain;
}

function copyNs({ blockBytes }: CopyAblationTable): number {
  return blockBytes * PARAMETERS.bounceCopy.value;
}

function impliedVerdict(table: CopyAblationTable, impliedNs: number): Verdict {
  const copiesNs = table.copiesBefore * copyNs(table);
  const fits = copiesNs <= impliedNs;
  const took = `a read of ${(impliedNs / 1000).toFixed(0)} µs, ${percent(copyNs(table) / impliedNs)} of it one copy`;
  return {
    ...{ row: 'the time that the gain implies', verdict: fits ? 'agrees' : 'disagrees', expected: null, ok: fits },
    detail: fits ? took : `${took}: its ${table.copiesBefore} copies do not fit into it`,
  };
}

const LENGTH = { operations: 5000, warmUp: 100 } as const;

/** One reader; beside the copies, everything that the table does not tell. */
function readNetwork(table: CopyAblationTable, impliedNs: number, copies: number): Network {
  const otherNs = Math.max(0, impliedNs - table.copiesBefore * copyNs(table));
  const copy = { family: 'deterministic', meanNs: copyNs(table) } as const;
  return {
    stations: [
      { kind: 'delay', name: 'other' },
      { kind: 'queue', name: 'processor', servers: 1, handoverNs: 0 },
    ],
    classes: [
      {
        name: 'reads',
        population: { kind: 'closed', clients: 1, think: { family: 'deterministic', meanNs: 0 } },
        programs: [
          [
            {
              kind: 'serve',
              at: 'other',
              row: 'other',
              time: { family: 'erlang', meanNs: otherNs, stages: 4 },
              unlessBusy: null,
            },
            ...Array.from(
              { length: copies },
              () => ({ kind: 'serve', at: 'processor', row: 'copy', time: copy, unlessBusy: null }) as const,
            ),
          ],
        ],
      },
    ],
  };
}
