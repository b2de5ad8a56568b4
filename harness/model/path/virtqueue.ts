import type { Station } from '../engine/network.ts';
import { bouncingOf } from './bouncing.ts';
import type { NinepVirtioConfiguration, VirtiofsConfiguration } from './configuration.ts';
import { duration } from './duration.ts';
import { farSideOf } from './far-side.ts';
import type { ParameterValues } from './parameters.ts';
import { mappingsOf } from './requests.ts';
import type { Row } from './rows.ts';
import { release, seize, serve } from './steps.ts';
import type { Transport } from './transport.ts';

/** Where a request goes that finds the ring or the pool full. */
export type Exhaustion =
  /** It fails where the pool is full, and waits for a descriptor where the ring is. */
  | { readonly kind: 'fail' }
  /** Both: undone, and tried again by a timer. */
  | { readonly kind: 'park'; readonly tickNs: number };

/** Virtio-fs and 9P over virtio differ only in numbers. */
export interface VirtqueueTraits {
  readonly queues: number;
  readonly exhaustion: Exhaustion;
}

const PARKING = 'parking';
/** msecs_to_jiffies(1) is one tick at these rates, and a timer fires at the tick after it: one to two ticks later. */
const PARKED_TICKS = 2;

/**
 * The lock of a queue is held while a request is mapped and copied, and again while its answer is: submission and completion of one
 * queue keep each other waiting. Who is awake is neither rung for nor interrupted.
 */
export function virtqueueTransport(
  configuration: VirtiofsConfiguration | NinepVirtioConfiguration,
  parameters: ParameterValues,
  { queues, exhaustion }: VirtqueueTraits,
): Transport {
  const bouncing = bouncingOf(configuration, parameters, { kind: 'share' });
  const farSide = farSideOf(configuration, parameters, queues);
  const names = Array.from({ length: queues }, (_, queue) => queueNames(queue));
  return {
    queues,
    stations: [
      { kind: 'delay', name: 'client' },
      ...names.flatMap(({ lock, ring, completer }): Station[] => [
        { kind: 'resource', name: lock, units: 1 },
        { kind: 'resource', name: ring, units: configuration.ringEntries },
        { kind: 'queue', name: completer, servers: 1, handoverNs: 0 },
      ]),
      ...(exhaustion.kind === 'park'
        ? [{ kind: 'parking', name: PARKING, tickNs: exhaustion.tickNs, ticks: PARKED_TICKS } as const]
        : []),
      ...['submission', 'doorbell', 'interrupt', 'wake-up'].map((name) => ({ kind: 'delay', name }) as const),
      ...bouncing.stations,
      ...farSide.stations,
    ],
    request: (request, queue) => {
      const { lock, ring, completer } = queueNames(queue);
      const mappings = mappingsOf(configuration, request);
      const units = configuration.indirectDescriptors ? 1 : mappings.length;
      const submission = duration(parameters.submit, parameters.descriptor.value * mappings.length);
      const placed = [serve('submission', 'submit', submission), ...bouncing.map(mappings, 'give-up'), release(lock)];
      return [
        serve('client', 'client', duration(parameters.client)),
        ...bouncing.reserve(mappings),
        exhaustion.kind === 'fail'
          ? {
              kind: 'attempt',
              otherwise: { kind: 'fail' },
              steps: [seize(ring, 'ring', units), seize(lock, 'submit-lock'), ...placed],
            }
          : {
              kind: 'attempt',
              otherwise: { kind: 'park', at: PARKING, row: 'parked' satisfies Row },
              steps: [seize(lock, 'submit-lock'), seize(ring, 'ring', units, 'give-up'), ...placed],
            },
        serve('doorbell', 'doorbell', duration(parameters.doorbell), farSide.taker(queue)),
        ...farSide.serve(request.work, queue, []),
        serve('interrupt', 'interrupt', duration(parameters.interrupt), completer),
        seize(lock, 'completion-lock'),
        serve(completer, 'completion', duration(parameters.completion)),
        ...bouncing.unmap(mappings, completer),
        release(ring, units),
        ...bouncing.giveBack(mappings),
        release(lock),
        serve('wake-up', 'wake-up', duration(parameters.wakeUp)),
      ];
    },
  };
}

function queueNames(queue: number): { readonly lock: string; readonly ring: string; readonly completer: string } {
  return { lock: `queue-${queue}-lock`, ring: `queue-${queue}-ring`, completer: `queue-${queue}-completer` };
}
