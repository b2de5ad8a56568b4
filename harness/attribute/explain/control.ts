import { type Cell, cellKey, workKey } from '../../core/cell.ts';
import { randomFor } from '../../core/random.ts';
import type { CellEvidence } from '../evidence/cell-evidence.ts';
import { type Choices, COMPARED_DRAWS, type Drawn, drawn, EVERYTHING, redrawn } from '../evidence/draw.ts';
import type { Control, Measuring } from './context.ts';
import { scaledParts, timeOf } from './scaled-parts.ts';
import { threadUsage } from './thread-usage.ts';

/** A control as measured, and as it might have been. */
export interface KnownControl {
  readonly point: Control;
  /** Empty where nobody asks for intervals. */
  readonly draws: readonly Control[];
}

/** By `workKey`. */
export type Controls = ReadonlyMap<string, KnownControl>;

const SEED = 1;

/** The same work on a file system without a far side: tmpfs, and where that is missing the native one. */
export function controlsIn(
  cells: readonly CellEvidence[],
  measuringOf: (evidence: CellEvidence) => Measuring,
  wantsDraws: boolean,
): Controls {
  const controls = new Map<string, KnownControl>();
  for (const transport of ['native', 'memory'] as const) {
    const own = cells.filter(({ cell }) => cell.transport === transport);
    for (const evidence of own) {
      const random = randomFor(SEED, 'control', cellKey(evidence.cell));
      const control = (choose: Choices): Control => {
        const found = controlOf(evidence, drawn(evidence.boots, choose), measuringOf(evidence));
        // A native disk is waited for, which no other mount has to do.
        return transport === 'native' ? { ...found, pausedNs: 0, otherNs: 0 } : found;
      };
      const redraw = redrawn(random);
      const draws = wantsDraws ? Array.from({ length: COMPARED_DRAWS }, () => control(redraw)) : [];
      controls.set(workKey(evidence.cell), { point: control(EVERYTHING), draws });
    }
  }
  return controls;
}

export function controlFor(cell: Cell, controls: Controls): KnownControl | null {
  return controls.get(workKey(cell)) ?? null;
}

function controlOf({ metric }: CellEvidence, figures: Drawn, measuring: Measuring): Control {
  if (metric === 'elapsed') return commandControl(figures);
  if (figures.traced !== null) {
    const { times } = scaledParts(figures, figures.traced, measuring);
    return {
      programNs: timeOf(times, 'program'),
      systemCallNs: timeOf(times, 'system-call'),
      pausedNs: timeOf(times, 'paused') + timeOf(times, 'storage'),
      otherNs: 0,
    };
  }
  const usage = threadUsage(figures, measuring);
  return { programNs: null, systemCallNs: usage?.onCpuNs ?? figures.ns, pausedNs: usage?.asleepNs ?? 0, otherNs: 0 };
}

function commandControl({ ns, userNs, systemNs }: Drawn): Control {
  const otherNs = userNs === null || systemNs === null ? 0 : Math.max(0, ns - userNs - systemNs);
  return { programNs: userNs, systemCallNs: systemNs ?? 0, pausedNs: 0, otherNs };
}
