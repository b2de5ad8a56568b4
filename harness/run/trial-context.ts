import type { CacheMode } from '../core/cache-state.ts';
import type { Count, Counting, ThreadCalls, Timeline, Tracing } from '../core/counting.ts';
import type { Measurement } from '../core/measurement.ts';
import type { Metric } from '../core/sample.ts';
import type { Place } from '../core/workload.ts';
import { nowUtc } from '../system/clock.ts';
import type { Programs } from '../system/programs.ts';
import type { Timing } from '../system/timed-command.ts';
import type { Agent, Ended } from './agent-client.ts';

/** Everything that the steps of one trial need. */
export interface TrialContext {
  readonly agent: Agent;
  readonly targetId: string;
  /** Null: nothing is counted. */
  readonly counting: Counting | Tracing | null;
  readonly worker: URL;
  readonly place: Place;
  readonly cache: CacheMode;
  readonly programs: Programs;
  readonly timing: Timing;
  /** Called with each measurement before the next step starts. */
  readonly onMeasurement: (measurement: Measurement, counts: readonly Count[]) => void;
  /** Samples of these phases turned out to be wrong. */
  readonly onWrong: (phases: readonly string[], message: string) => void;
  /** Asked between steps: true ends the trial there. */
  readonly isStopped: () => boolean;
}

export type TrialEnd =
  | { readonly status: 'ok'; readonly measuredNs: number }
  | { readonly status: 'stopped'; readonly measuredNs: number }
  | {
      readonly status: 'failed' | 'hung';
      readonly measuredNs: number;
      readonly phase: string | null;
      readonly reason: string;
      readonly message: string;
    };

export type Outcomes = Readonly<Record<string, number>>;

/** One measured step with what was counted around it; nothing else happens between the readings. */
export interface Counted<T> {
  readonly startedAt: string;
  readonly ended: Ended<T>;
  readonly counts: readonly Count[];
}

export async function counted<T>({ counting, targetId }: TrialContext, work: () => Promise<Ended<T>>): Promise<Counted<T>> {
  counting?.start(targetId);
  const startedAt = nowUtc();
  const ended = await work();
  return { startedAt, ended, counts: counting?.finish() ?? [] };
}

/** The same for a loop, whose threads can be followed besides: `work` is given the file that they write their numbers to. */
export async function countedLoop<T>(
  context: TrialContext,
  work: (marker: string | null) => Promise<Ended<T>>,
  callsOf: (value: T) => readonly ThreadCalls[],
): Promise<Counted<T>> {
  const timeline = timelineOf(context);
  if (timeline === null) return counted(context, () => work(null));
  let times: readonly Count[] = [];
  const followed = async (): Promise<Ended<T>> => {
    timeline.start(context.targetId);
    const ended = await work(timeline.marker);
    times = timeline.finish(ended.status === 'ok' ? callsOf(ended.value) : null);
    return ended;
  };
  const { counts, ...rest } = await counted(context, followed);
  return { ...rest, counts: [...counts, ...times] };
}

function timelineOf({ counting }: TrialContext): Timeline | null {
  return counting !== null && 'timeline' in counting ? counting.timeline : null;
}

/** What a measurement has before anything is measured. */
export type Identity = Pick<Measurement, 'phase' | 'operation' | 'primary' | 'concurrency' | 'startedAt'>;

/** A step that never came to an end leaves a row without a value. */
export function unmeasured(
  ended: Exclude<Ended<unknown>, { status: 'ok' }>,
  identity: Identity,
  counts: readonly Count[],
  context: TrialContext,
): TrialEnd {
  const reason = ended.status === 'hung' ? 'hung' : ended.code === null ? 'no-result' : `errno:${ended.code}`;
  const nothing = { operations: 0, values: {}, invalidReason: reason, latencies: null, outcomes: {} } as const;
  context.onMeasurement({ ...identity, ...nothing }, counts);
  const message = ended.status === 'hung' ? ended.evidence : ended.message;
  return { status: ended.status, measuredNs: 0, phase: identity.phase, reason, message };
}

/** Only what this machine can tell. */
export function withoutNull(values: Partial<Record<Metric, number | null>>): Partial<Record<Metric, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
