import type { Agent, Ended } from './agent-client.ts';
import type { LoopShare, TimedCommand } from './agent-protocol.ts';

/** What the null executor answers for one piece of work. */
export interface NullScript {
  /** Nanoseconds of each call of a loop. */
  readonly loop: (loop: string) => readonly number[] | Exclude<Ended<never>, { status: 'ok' }>;
  readonly commandNs: number;
  /** Null: the task succeeds. */
  readonly task: (task: string) => string | null;
  /** What a task that succeeds returns; absent: null. */
  readonly value?: (task: string) => unknown;
}

/**
 * An executor of known cost that touches nothing: with it the measuring loop itself can be measured, and its figures checked against
 * what went in (as fio's null engine, "mainly useful for exercising fio itself").
 */
export function nullAgent(script: NullScript): Agent {
  return {
    pid: 0,
    async loop({ loop, concurrency }) {
      const latencies = script.loop(loop);
      if ('status' in latencies) return latencies;
      return { status: 'ok', value: Array.from({ length: concurrency }, (_, thread) => share(thread, latencies)) };
    },
    async task({ task }) {
      const message = script.task(task);
      return message === null
        ? { status: 'ok', value: script.value?.(task) ?? null }
        : { status: 'failed', message, code: null, complaint: null };
    },
    async command() {
      return { status: 'ok', value: command(script.commandNs) };
    },
    kill() {},
    async [Symbol.asyncDispose]() {},
  };
}

function share(thread: number, latencies: readonly number[]): LoopShare {
  const total = latencies.reduce((sum, value) => sum + value, 0);
  return {
    thread,
    latencies: Float64Array.from(latencies),
    startedNs: 0,
    endedNs: total,
    stretches: [{ startedNs: 0, calls: latencies.length }],
    usage: { cpuNs: total, runqueueNs: 0, voluntarySwitches: 0, involuntarySwitches: 0 },
    failures: {},
    firstFailure: null,
    outcomes: {},
  };
}

function command(wallNs: number): TimedCommand {
  return { exitCode: 0, signal: null, wallNs, usage: null, stdout: '', stderr: '', syncNs: null };
}
