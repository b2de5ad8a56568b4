import type { Layer, Part } from '../../core/layers.ts';
import type { Context } from './context.ts';

/** Time of these is done by the thread as well as for it, so that without their events it may lie in either. */
const SPREAD: readonly Part[] = ['ring', 'bounce'];

/**
 * Layers whose time may hide in a part because events are missing: without a probe in the bounce code its copies look like the client's
 * work, and like waiting for the far side.
 */
export function hiddenIn(part: Part, { missing, kind, mayBounce }: Context): Layer[] {
  // Without bounce buffers there is no ring either: the mount is a socket, or a server of this machine.
  if (!kind.hasFarSide || !kind.bounces || missing.size === 0) return [];
  const isWork = part === 'system-call' || part === 'request';
  const isWait = part === 'away';
  if (!isWork && !isWait) return [];
  const hidden = SPREAD.filter((lost) => missing.has(lost) && (lost !== 'bounce' || mayBounce));
  const alone: Part = isWork ? 'doorbell' : 'interrupt';
  const layers: Layer[] = hidden.map((lost) => (lost === 'bounce' ? 'dma' : 'transport'));
  return [...new Set([...layers, ...(missing.has(alone) ? (['transport'] as const) : [])])];
}
