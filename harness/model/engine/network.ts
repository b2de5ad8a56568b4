/**
 * What a simulation is made of, as plain data: stations, and the classes of jobs that pass them. It knows nothing of files; the
 * paths of files (`model/path`) are expressed in it. Times are nanoseconds, and need not be whole.
 */
export interface Network {
  readonly stations: readonly Station[];
  /** The first class is the measured one: its operations are counted for the length of the run. */
  readonly classes: readonly [JobClass, ...JobClass[]];
}

export type Station = DelayStation | QueueStation | SharingStation | ResourceStation | PoolStation | ParkingStation;

/** Room for everybody: nobody waits. M/G/∞. */
export interface DelayStation {
  readonly kind: 'delay';
  readonly name: string;
}

/** First come, first served by `servers` servers. */
export interface QueueStation {
  readonly kind: 'queue';
  readonly name: string;
  readonly servers: number;
  /**
   * Added to a service that had to wait: the price of fetching a lock's cache lines from another processor. 0 for an ordinary queue.
   */
  readonly handoverNs: number;
}

/** All that are present share the station at once; `speed[k - 1]` is its total speed with k present, the last entry holds for more. */
export interface SharingStation {
  readonly kind: 'sharing';
  readonly name: string;
  readonly speed: readonly [number, ...number[]];
}

/**
 * Units that a job seizes and holds while it passes other stations; it seizes the same ones once at a time. First come, first served: a
 * large request blocks smaller ones.
 */
export interface ResourceStation {
  readonly kind: 'resource';
  readonly name: string;
  readonly units: number;
}

/**
 * A pool of bounce buffers as the kernel has it (`model/pool/slot-pool.ts`). Each area has a lock, which is a queue with one server and
 * the hand-over below; allocating and freeing hold it.
 */
export interface PoolStation {
  readonly kind: 'pool';
  readonly name: string;
  readonly slots: number;
  readonly areas: number;
  readonly handoverNs: number;
}

/**
 * Where operations wait that found something full and are tried again by a timer of the kernel: all of them, in order of arrival, at
 * the `ticks`-th tick after the first one came. New operations overtake them (fs/fuse/virtio_fs.c up to 6.10: msecs_to_jiffies(1)).
 */
export interface ParkingStation {
  readonly kind: 'parking';
  readonly name: string;
  readonly tickNs: number;
  readonly ticks: number;
}

export interface JobClass {
  readonly name: string;
  readonly population: Population;
  /** Client k follows program k modulo their number: with several queues each client has its own. Open classes take turns. */
  readonly programs: readonly [Program, ...Program[]];
}

export type Population =
  /** Each client waits for the result of its operation, thinks, and starts the next. Thinking is no part of the response time. */
  | { readonly kind: 'closed'; readonly clients: number; readonly think: Distribution }
  /** Operations arrive whatever becomes of the others. */
  | { readonly kind: 'open'; readonly interarrival: Distribution };

/** One operation, from its start to its end. */
export type Program = readonly Step[];

/**
 * Stations are named. `row` is the line of the operation's path that the time is booked on: stations that stand for the same thing,
 * like the locks of several areas, share one.
 */
export type Step = ServeStep | SeizeStep | ReleaseStep | AllocateStep | FreeStep | AttemptStep;

/** Waits for its turn where there is a queue, is served, and leaves. */
export interface ServeStep {
  readonly kind: 'serve';
  /** A delay, queue or sharing station. */
  readonly at: string;
  readonly row: string;
  readonly time: Distribution;
  /**
   * Skipped when that queue is serving somebody, or units of that resource are held: who is awake need not be woken (event-idx
   * suppression of virtio). Null: never.
   */
  readonly unlessBusy: string | null;
}

/** Waits for units of a resource, and holds them until it releases them. */
export interface SeizeStep {
  readonly kind: 'seize';
  readonly at: string;
  readonly row: string;
  readonly units: number;
  readonly whenFull: WhenFull;
}

export interface ReleaseStep {
  readonly kind: 'release';
  readonly at: string;
  readonly units: number;
}

/** Holds the lock of an area for `hold`, and takes a contiguous run of slots; tries the other areas where the first has no room. */
export interface AllocateStep {
  readonly kind: 'allocate';
  readonly at: string;
  readonly row: string;
  readonly slots: number;
  readonly hold: Distribution;
  readonly whenFull: WhenFull;
}

/** Gives back what the operation allocated there first and still holds, under the lock of the area that owns it. */
export interface FreeStep {
  readonly kind: 'free';
  readonly at: string;
  readonly row: string;
  readonly hold: Distribution;
}

/** `wait`: until there is room. `give-up`: the attempt around the step is undone, and ends as it says; without one the operation fails. */
export type WhenFull = 'wait' | 'give-up';

/** Steps that are done as a whole or undone: what they seized and allocated is given back, in no time. Attempts do not nest. */
export interface AttemptStep {
  readonly kind: 'attempt';
  readonly steps: Program;
  /** `fail`: the operation ends, and counts as failed. Otherwise it waits at that parking station, and the attempt begins anew. */
  readonly otherwise: { readonly kind: 'fail' } | { readonly kind: 'park'; readonly at: string; readonly row: string };
}

/** Service times and the like. Every family is named with its mean, so that it can be changed without changing the load. */
export type Distribution =
  | { readonly family: 'deterministic'; readonly meanNs: number }
  | { readonly family: 'exponential'; readonly meanNs: number }
  /** cv = 1 / √stages. */
  | { readonly family: 'erlang'; readonly meanNs: number; readonly stages: number }
  | { readonly family: 'lognormal'; readonly meanNs: number; readonly cv: number }
  /** Classical Pareto; `shape` above 1, or it has no mean. */
  | { readonly family: 'pareto'; readonly meanNs: number; readonly shape: number }
  | { readonly family: 'mixture'; readonly parts: readonly [MixturePart, ...MixturePart[]] };

export interface MixturePart {
  readonly weight: number;
  readonly of: Distribution;
}
