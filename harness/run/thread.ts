import { writeFileSync } from 'node:fs';
import type { JsonObject } from '../core/json.ts';
import { threadMark } from '../core/thread-mark.ts';
import { namedIn, type PreparedLoop, type WorkerModule } from '../core/workload.ts';
import { ThreadMeter } from '../system/thread-meter.ts';
import type { ThreadUsage } from '../system/thread-usage.ts';
import { type Failure, failureOf, type LoopShare } from './agent-protocol.ts';
import { passGate, waitForOthers } from './gate.ts';
import { timeLoop } from './timed-loop.ts';

/** What runs in the worker threads of a measuring process. All file calls are synchronous: libuv's pool is shared by all threads. */

// Expected ENOENT and EEXIST are part of the work; collecting a stack for each would cost more than the call.
Error.stackTraceLimit = 0;

export interface LoopJob {
  readonly module: string;
  readonly loop: string;
  readonly args: JsonObject;
  readonly thread: number;
  readonly threads: number;
  readonly gate: SharedArrayBuffer;
  /** Where the thread says which one it is; null: nobody reads it. */
  readonly marker: string | null;
}

/** Of a thread that had nothing to do. */
const NO_USAGE: ThreadUsage = { cpuNs: 0, runqueueNs: 0, voluntarySwitches: 0, involuntarySwitches: 0 };

export async function runLoop(job: LoopJob): Promise<LoopShare | Failure | null> {
  let prepared: PreparedLoop | null = null;
  let problem: unknown = null;
  using meter = new ThreadMeter();
  try {
    const { loops } = await load(job.module);
    prepared = namedIn(loops, job.loop, 'loop')(job.args, { thread: job.thread, threads: job.threads });
    if (job.marker !== null) sayNumber(job.marker, job.thread);
  } catch (error) {
    problem = error;
  }
  const open = passGate(job.gate, job.threads, prepared !== null);
  if (prepared === null) return failureOf(problem);
  try {
    if (!open) return null;
    return measured(job, prepared, meter);
  } finally {
    prepared.close?.();
  }
}

function measured(job: LoopJob, prepared: PreparedLoop, meter: ThreadMeter): LoopShare {
  try {
    let usage = NO_USAGE;
    const end = (): void => {
      usage = meter.end();
    };
    const timed = timeLoop(prepared, { begin: () => meter.begin(), end });
    return { thread: job.thread, ...timed, usage, outcomes: prepared.outcomes?.() ?? {} };
  } finally {
    waitForOthers(job.gate, job.threads);
  }
}

/** Tracing knows threads by numbers of its own: this line tells it which one is which. */
function sayNumber(marker: string, thread: number): void {
  try {
    writeFileSync(marker, threadMark(thread));
  } catch {
    // Then the timeline says that it did not see this thread; what it measures is as good.
  }
}

export interface TaskJob {
  readonly module: string;
  readonly task: string;
  readonly args: JsonObject;
}

export async function runTask(job: TaskJob): Promise<{ readonly task: unknown } | Failure> {
  try {
    const { tasks } = await load(job.module);
    return { task: namedIn(tasks, job.task, 'task')(job.args) };
  } catch (error) {
    return failureOf(error);
  }
}

async function load(module: string): Promise<WorkerModule> {
  return (await import(module)) as WorkerModule;
}
