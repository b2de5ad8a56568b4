import type { Layer } from '../core/layers.ts';

const TRACE = 'measure with a traced pass: mntbench run --counters trace, as root';
const FAR_SIDE = 'time the same operations on the far side too, where mntbench run can (host-probe.json)';
const CONTROL = 'measure the same on tmpfs: mntbench run without --no-controls';
const NO_POOL = 'boot once without bounce buffers (swiotlb=noforce) and name that run with --beside';

/** What would tell merged layers apart; null where nothing is merged, or nothing that can be done in the guest would. */
export function experimentFor(lead: Layer, mergedWith: readonly Layer[]): string | null {
  const all = new Set([lead, ...mergedWith]);
  if (mergedWith.length === 0) return null;
  if (all.has('client') && all.has('transport')) return all.has('dma') ? `${TRACE}; ${NO_POOL}` : TRACE;
  if (all.has('dma')) return `${TRACE}; ${NO_POOL}`;
  if (all.has('host-fs') && all.has('server')) return FAR_SIDE;
  if (all.has('host-fs')) return TRACE;
  if (all.has('vfs') && all.has('client')) return CONTROL;
  if (all.has('vfs') && all.has('app')) return TRACE;
  return null;
}
