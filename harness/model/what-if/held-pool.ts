import { simulate } from '../engine/simulate.ts';
import type { Contender } from '../path/configuration.ts';
import { slotsOf } from '../path/mappings.ts';
import { networkOf } from '../path/network-of.ts';
import { calibrate } from './calibrate.ts';
import { configurationFor } from './configuration-for.ts';
import type { KnownMount, WorkSequence } from './latency.ts';
import type { PoolFacts, Work } from './mount-facts.ts';
import { MIDDLE } from './split.ts';

/** A neighbour whose disk takes its time: its blocks lie in the pool and need no processor meanwhile. */
export interface SlowNeighbour {
  readonly operation: 'read' | 'write';
  readonly streams: number;
  readonly blockBytes: number;
  /** Of all streams together. */
  readonly bytesPerSecond: number;
}

export interface HeldPoolPrediction {
  /** Means, in ns: in the pool that the neighbour uses too, and in one of the same size that it does not. */
  readonly sharedNs: number;
  readonly privateNs: number;
}

type SharedPool = Extract<PoolFacts, { kind: 'shared' }>;

const PAGE_BYTES = 4096;
/** The header and the status of a request to a disk, one slot each. */
const SLOTS_BESIDE = 2;
const RUN = { operations: 200, warmUp: 10 } as const;

/**
 * What an operation gains by a pool that a slow neighbour does not use. A request waits only where it does not fit beside what the neighbour
 * holds, and then for the moment between two of its blocks.
 */
export function predictHeldPool(
  mount: KnownMount,
  works: WorkSequence,
  { pool, neighbour, seed }: { readonly pool: SharedPool; readonly neighbour: SlowNeighbour; readonly seed: number },
): HeldPoolPrediction {
  const beside = (contenders: readonly Contender[]): number =>
    works.reduce((sum, { work, times }) => sum + times * meanOf(mount, work, pool, contenders, seed), 0);
  return { sharedNs: beside([holding(neighbour, pool)]), privateNs: beside([]) };
}

function meanOf(
  { facts, knownFor }: KnownMount,
  work: Work,
  pool: SharedPool,
  contenders: readonly Contender[],
  seed: number,
): number {
  const parameters = calibrate(facts, knownFor(work), MIDDLE);
  const configuration = configurationFor({ ...facts, pool, contenders }, work, parameters, { ...RUN, seed });
  return simulate(networkOf(configuration).network, configuration.run).classes[0]?.meanNs ?? Number.NaN;
}

/** A request that finds no room for all of it gives back what it has: as many are under way as fit, and share the disk. */
function holding({ operation, streams, blockBytes, bytesPerSecond }: SlowNeighbour, { slots }: SharedPool): Contender {
  const mappings = Math.ceil(blockBytes / PAGE_BYTES);
  const blockSlots = mappings * slotsOf({ bytes: PAGE_BYTES }) + SLOTS_BESIDE;
  const outstanding = Math.max(1, Math.min(streams, Math.floor(slots / blockSlots)));
  return {
    device: 'disk',
    direction: operation,
    mappingBytes: PAGE_BYTES,
    mappings,
    deviceNs: (1e9 * outstanding * blockBytes) / bytesPerSecond,
    load: { kind: 'closed', outstanding, thinkNs: 0 },
  };
}
