import type { JsonObject } from '../core/json.ts';
import { namedIn, type PreparedLoop, type WorkerModule } from '../core/workload.ts';
import { readThreadUsage, usageBetween } from '../system/thread-usage.ts';
import { type Failure, failureOf, type LoopShare } from './agent-protocol.ts';
import { passGate } from './gate.ts';
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
}

export async function runLoop(job: LoopJob): Promise<LoopShare | Failure | null> {
  let prepared: PreparedLoop | null = null;
  let problem: unknown = null;
  try {
    const { loops } = await load(job.module);
    prepared = namedIn(loops, job.loop, 'loop')(job.args, { thread: job.thread, threads: job.threads });
  } catch (error) {
    problem = error;
  }
  const open = passGate(job.gate, job.threads, prepared !== null);
  if (prepared === null) return failureOf(problem);
  try {
    if (!open) return null;
    const before = readThreadUsage();
    const timed = timeLoop(prepared);
    const usage = usageBetween(before, readThreadUsage());
    return { ...timed, usage, outcomes: prepared.outcomes?.() ?? {} };
  } finally {
    prepared.close?.();
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
