import type { JobClass, Network, ServeStep } from '../engine/network.ts';
import { simulate } from '../engine/simulate.ts';

/** What shares the processors with the measured work: streams that each have one block under way. */
export interface BusyStreams {
  readonly streams: number;
  readonly blockBytes: number;
  /** Of all together, as achieved. */
  readonly bytesPerSecond: number;
  /** Of one block, without a processor of the guest. */
  readonly deviceNs: number;
}

/** One operation on the share. */
export interface SharedWork {
  /** How often its thread waits for an answer. */
  readonly waits: number;
  /** Its latency while nobody else is there. */
  readonly aloneNs: number;
  /** Part of that on a processor of the guest: the program, submission, interrupt, completion. */
  readonly guestShare: number;
}

export interface Contention {
  /** Processors that work at the same time: an emulator may run all of them in one thread. */
  readonly processors: number;
  /** While they bounce through the same pool, and while they do not. */
  readonly sharing: BusyStreams;
  readonly apart: BusyStreams;
}

export interface PoolPrediction {
  readonly sharedNs: number;
  readonly privateNs: number;
  /** Private over shared. */
  readonly ratio: number;
  /** Of what the neighbour adds to an operation, the part that it adds in a pool of its own as well. */
  readonly remaining: number;
  /** Processor time of one block, found from the achieved rates: the difference is its bouncing. */
  readonly blockNs: { readonly shared: number; readonly private: number };
}

/**
 * From a pool that a busy neighbour uses too to one that it does not. Its copies are made with interrupts off, under the lock of its
 * queue: whatever a request of the share needs a processor for waits until they are done. How long they take follows from the rates that
 * the neighbour achieves with and without them.
 */
export function predictPrivatePool(work: SharedWork, contention: Contention, seed: number): PoolPrediction {
  const { processors } = contention;
  const shared = blockProcessorNs(contention.sharing, processors);
  const apart = blockProcessorNs(contention.apart, processors);
  const sharedNs = latencyBeside(work, contention.sharing, shared, processors, seed);
  const privateNs = latencyBeside(work, contention.apart, apart, processors, seed);
  const added = sharedNs - work.aloneNs;
  const remaining = added > 0 ? Math.max(0, privateNs - work.aloneNs) / added : 1;
  return { sharedNs, privateNs, ratio: privateNs / sharedNs, remaining, blockNs: { shared, private: apart } };
}

/** What the processors spend on a block when they and the device are all that limits the rate. */
function blockProcessorNs({ streams, blockBytes, bytesPerSecond, deviceNs }: BusyStreams, processors: number): number {
  const intervalNs = (1e9 * blockBytes) / bytesPerSecond;
  // Streams that never wait for a processor take device and processor in turn; those that do keep all processors busy.
  return Math.min(processors * intervalNs, Math.max(0, streams * intervalNs - deviceNs));
}

/** The same where the operation was measured beside the neighbour: what the model misses in the whole is missed on both sides. */
export function privateFromShared(measuredSharedNs: number, aloneNs: number, { remaining }: PoolPrediction): number {
  return aloneNs + Math.max(0, measuredSharedNs - aloneNs) * remaining;
}

const LENGTH = { operations: 2000, warmUp: 100 } as const;
const NO_TIME = { family: 'deterministic', meanNs: 0 } as const;
const CPU = 'processors';
const AWAY = 'away';

function latencyBeside(work: SharedWork, beside: BusyStreams, blockNs: number, processors: number, seed: number): number {
  const { waits, aloneNs, guestShare } = work;
  // A thread stays on its processor from the answer to one request to the next one: it queues once for each.
  const rounds = Math.max(1, Math.round(waits));
  const guestNs = (aloneNs * guestShare) / rounds;
  const measured: JobClass = {
    name: 'work',
    population: { kind: 'closed', clients: 1, think: NO_TIME },
    programs: [
      Array.from({ length: rounds }, (): ServeStep[] => [on(AWAY, aloneNs / rounds - guestNs), on(CPU, guestNs)]).flat(),
    ],
  };
  const neighbour: JobClass = {
    name: 'neighbour',
    population: { kind: 'closed', clients: beside.streams, think: NO_TIME },
    programs: [[on(CPU, blockNs / 2), on(AWAY, beside.deviceNs), on(CPU, blockNs / 2)]],
  };
  const network: Network = {
    stations: [
      { kind: 'queue', name: CPU, servers: processors, handoverNs: 0 },
      { kind: 'delay', name: AWAY },
    ],
    classes: [measured, neighbour],
  };
  const [outcome] = simulate(network, { ...LENGTH, seed }).classes;
  return outcome?.meanNs ?? Number.NaN;
}

/** Varies as an emulated or shared processor does: half of its mean. */
function on(at: string, meanNs: number): ServeStep {
  return { kind: 'serve', at, row: at, time: { family: 'erlang', meanNs, stages: 4 }, unlessBusy: null };
}
