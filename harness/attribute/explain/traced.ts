import type { Evidence } from '../../core/attribution.ts';
import { type Layer, PARTS, type Part } from '../../core/layers.ts';
import type { Drawn, Traced } from '../evidence/draw.ts';
import { PART_NAMES, type PartTimes } from '../evidence/part-times.ts';
import type { MountKind } from '../mount-kind.ts';
import type { Allocation, Contradiction, Explanation } from './allocation.ts';
import { awayAllocations } from './away.ts';
import { hiddenIn } from './blind-spots.ts';
import type { Context } from './context.ts';
import { scaledParts, timeOf } from './scaled-parts.ts';

/** What a traced pass says of one operation. */
export function explainTraced(drawn: Drawn, traced: Traced, context: Context): Explanation {
  const { times, evidence, contradictions } = scaledParts(drawn, traced, context);
  const impossible = impossibleIn(times, context.kind, drawn.ns);
  return {
    allocations: allocationsOf(times, evidence, context),
    contradictions: impossible === null ? contradictions : [...contradictions, impossible],
  };
}

/** The layers of any partition of time, so of the slowest operations too. */
export function allocationsOf(times: PartTimes, evidence: readonly Evidence[], context: Context): Allocation[] {
  const { kind } = context;
  return PART_NAMES.flatMap((part): readonly Allocation[] => {
    const ns = timeOf(times, part);
    if (ns === 0) return [];
    if (part === 'system-call') return systemCall(ns, evidence, context);
    const hidden = hiddenIn(part, context);
    if (part === 'away' && kind.hasFarSide) return awayAllocations(ns, evidence, context.away, hidden);
    const layer = layerOf(part, kind);
    return [{ layers: [layer, ...hidden], part, ns, evidence }];
  });
}

/** Where the mount has no such layer, the time goes to what takes its place. */
function layerOf(part: Part, { hasFarSide, bounces, asleep }: MountKind): Layer {
  const [layer] = PARTS[part];
  if (layer === 'dma') return bounces ? 'dma' : 'unattributed';
  if (hasFarSide || layer === 'app' || layer === 'unattributed') return layer;
  // A local file system's own disk: requests, rings and interrupts are part of it.
  return asleep ?? 'vfs';
}

/** VFS is what the same operation needs on tmpfs, where the client of the mount has no part in it. */
function systemCall(ns: number, evidence: readonly Evidence[], context: Context): Allocation[] {
  const { kind, control } = context;
  const part = 'system-call';
  const hidden = hiddenIn(part, context);
  if (!kind.hasFarSide) return [{ layers: ['vfs'], part, ns, evidence }];
  if (control === null) return [{ layers: ['vfs', 'client', ...hidden], part, ns, evidence }];
  const vfs = Math.min(ns, control.systemCallNs);
  const compared = [...evidence, 'controls'] as const;
  return [
    { layers: ['vfs'], part, ns: vfs, evidence: compared },
    { layers: ['client', ...hidden], part, ns: ns - vfs, evidence: compared },
  ];
}

/** Of the whole. */
const NOTABLE = 0.01;

function impossibleIn(times: PartTimes, { bounces }: MountKind, ns: number): Contradiction | null {
  if (bounces) return null;
  const seen = timeOf(times, 'bounce') + timeOf(times, 'pool-wait');
  return seen <= NOTABLE * ns ? null : { message: 'bounce buffers were seen on a mount that has none', ns: seen };
}
