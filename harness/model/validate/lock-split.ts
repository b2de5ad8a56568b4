import { z } from 'zod';
import type { Network } from '../engine/network.ts';
import { PARAMETERS } from '../path/parameters.ts';
import { jobs, type Place, positive, readFields, wrongField } from './fields.ts';
import { judgedByRange, type Range, type TableFindings } from './findings.ts';
import { operationsOf } from './outcome.ts';

const GAIN_KEY = /^(minGainAtCpus|gainAtCpus)([1-9]\d{0,3})$/;

const tableSchema = z.object({
  published: z.object({ gbitPerSBefore: positive, gbitPerSAfter: positive }),
  accept: z.record(z.string(), z.unknown()).default({ minGainAtCpus8: 1.5, gainAtCpus1: 1 }),
});

export interface LockSplitTable {
  /** Throughput after the split over that before. */
  readonly publishedGain: number;
  readonly demands: readonly GainDemand[];
}

interface GainDemand {
  readonly cpus: number;
  readonly range: Range;
}

/** About an exact gain: copies and locks of one processor are the same before and after. */
const EXACT = 0.01;

export function readLockSplitTable(content: unknown, place: Place): LockSplitTable {
  const { published, accept } = readFields(tableSchema, content, place);
  const demands = Object.entries(accept).flatMap(([key, stated]): GainDemand[] => {
    const [, kind, cpus] = GAIN_KEY.exec(key) ?? [];
    if (kind === undefined) return [];
    const at = { ...place, path: `${place.path}.accept.${key}` };
    const gain = readFields(positive, stated, at);
    return [
      {
        cpus: readFields(jobs, Number(cpus), at),
        range: kind === 'minGainAtCpus' ? [gain, null] : [gain * (1 - EXACT), gain * (1 + EXACT)],
      },
    ];
  });
  if (demands.length === 0) throw wrongField(place, ['accept'], accept, 'a gain for a number of processors, like minGainAtCpus8');
  return { publishedGain: published.gbitPerSAfter / published.gbitPerSBefore, demands };
}

/**
 * Processors that do nothing but bounce pages, with one lock for all and with an area for each. Published is one pair of rates on an unknown
 * number of processors with unknown work beside: only sign and magnitude can be met.
 */
export function checkLockSplit({ publishedGain, demands }: LockSplitTable, seed: number): TableFindings {
  return {
    points: demands.map((demand) => {
      const row = `an area for each of ${demand.cpus} processors`;
      const point = {
        row,
        n: demand.cpus,
        quantity: 'rate of mappings over that with one lock',
        unit: 'ratio',
        use: 'predict',
      } as const;
      const observed = isContended(demand) ? publishedGain : null;
      return judgedByRange({ ...point, observed, predicted: gainOf(demand.cpus, seed) }, demand.range);
    }),
    verdicts: [],
    notes: [
      'the published series allocates by device as well, and says neither processors nor work beside the pool: its gain is met in sign and magnitude only',
      ...demands.filter(isContended).map(workNote),
    ],
    tolerance: null,
  };
}

function isContended({ range: [low] }: GainDemand): boolean {
  return low !== null && low > 1;
}

/** One lock passes a page in both its sections with their hand-overs, whatever else is done: from there the work that makes the gain too small. */
function workNote({ cpus, range: [low] }: GainDemand): string {
  const { poolMap, poolUnmap, poolHandover } = PARAMETERS;
  const sections = poolMap.value + poolUnmap.value;
  const workNs = (cpus * (sections + 2 * poolHandover.value)) / (low ?? 1) - sections;
  return `${cpus} processors that each do more than ${(workNs / 1000).toFixed(1)} µs beside the pool for a page gain less than ${low}`;
}

const PAGE_BYTES = 4096;
const PAGE_SLOTS = 2;
const SLOTS = 32_768;

function gainOf(cpus: number, seed: number): number {
  return rateOf(cpus, 2 ** Math.ceil(Math.log2(cpus)), seed) / rateOf(cpus, 1, seed);
}

const LENGTH = { operations: 20_000, warmUpPerCpu: 50 } as const;

function rateOf(cpus: number, areas: number, seed: number): number {
  const length = { operations: LENGTH.operations, warmUp: LENGTH.warmUpPerCpu * cpus, seed };
  return operationsOf(bouncingNetwork(cpus, areas), length).throughputPerSecond;
}

/** Each processor maps a page, copies it and gives it back. Copies vary, or processors would fall into a rhythm in which they never meet. */
function bouncingNetwork(cpus: number, areas: number): Network {
  const { poolMap, poolUnmap, poolHandover, bounceCopy } = PARAMETERS;
  const hold = (meanNs: number) => ({ family: 'deterministic', meanNs }) as const;
  return {
    stations: [
      { kind: 'pool', name: 'pool', slots: SLOTS, areas, handoverNs: poolHandover.value },
      { kind: 'delay', name: 'processor' },
    ],
    classes: [
      {
        name: 'pages',
        population: { kind: 'closed', clients: cpus, think: hold(0) },
        programs: [
          [
            { kind: 'allocate', at: 'pool', row: 'map', slots: PAGE_SLOTS, hold: hold(poolMap.value), whenFull: 'wait' },
            {
              ...{ kind: 'serve', at: 'processor', row: 'copy', unlessBusy: null },
              time: { family: 'erlang', meanNs: PAGE_BYTES * bounceCopy.value, stages: 4 },
            },
            { kind: 'free', at: 'pool', row: 'unmap', hold: hold(poolUnmap.value) },
          ],
        ],
      },
    ],
  };
}
