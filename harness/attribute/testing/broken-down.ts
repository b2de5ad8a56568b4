import type { LayerShare } from '../../core/attribution.ts';
import type { Layer } from '../../core/layers.ts';
import { type Breakdown, type BrokenDown, breakDown } from '../break-down.ts';
import { gatherEvidence } from '../evidence/gather.ts';
import { type MadeCell, type MadeRun, madeRun } from './made-runs.ts';

export const QUIET = { hasPool: null, farSide: () => [], withoutPool: () => null, wantsIntervals: false } as const;

export function brokenDown(runs: readonly MadeRun[], surroundings: Partial<Parameters<typeof breakDown>[1]> = {}): Breakdown {
  return breakDown(gatherEvidence(runs.map(madeRun)), { ...QUIET, ...surroundings });
}

export function cellOf({ cells }: Breakdown, target: string, operation: string): BrokenDown {
  const found = cells.find(({ evidence }) => evidence.cell.target === target && evidence.cell.operation === operation);
  if (found === undefined) throw new Error(`no ${operation} on ${target}`);
  return found;
}

/** Of one layer. */
export function ns({ layers }: { readonly layers: readonly Pick<LayerShare, 'layer' | 'ns'>[] }, layer: Layer): number {
  return layers.find((share) => share.layer === layer)?.ns ?? 0;
}

/** A call in memory, and the same beyond the boundary. */
export const MEMORY: MadeCell = { operation: 'stat', transport: 'memory', parts: { program: 1000, 'system-call': 4000 } };
export const FUSE: MadeCell = {
  operation: 'stat',
  transport: 'virtiofs',
  parts: {
    ...{ program: 1000, 'system-call': 7000, request: 2000, ring: 1500, bounce: 3000, doorbell: 5000 },
    ...{ away: 60_000, interrupt: 8000, 'run-queue': 2500 },
  },
  requests: { LOOKUP: 2 },
};
export const TRACED: MadeRun = { cells: [MEMORY, FUSE], blocks: [1, 1, 1], passes: [1, 1] };
