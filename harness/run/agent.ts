import { sibling } from '../core/workload.ts';
import { monotonicNs } from '../system/clock.ts';
import { ThreadPool } from '../system/thread-pool.ts';
import { runTimed } from '../system/timed-command.ts';
import { groupActivity, waitingIn } from './activity.ts';
import {
  type Answer,
  type Failure,
  failureOf,
  type LoopShare,
  type Request,
  type Response,
  type TimedCommand,
  type Work,
} from './agent-protocol.ts';
import { newGate } from './gate.ts';

/**
 * The measuring process of one target. Only it and its children ever touch the target, so a mount that hangs can hang nothing else:
 * the program kills the whole group and goes on with the other targets.
 */

/**
 * So many threads stay once they were needed: starting one takes longer than many a step, and a new one has to compile the loop anew,
 * within the measured time.
 */
const RESIDENT_THREADS = 8;

/** More threads than any plan asks for. */
const MOST_THREADS = 64;

const common = {
  module: sibling(import.meta.url, 'thread'),
  // V8 would let each thread fill 48 MB with dead objects before it looks at them.
  youngMegabytes: 8,
} as const;

/** The first one starts beside the process, before anybody asks for it; the others when a step needs them. */
const resident = new ThreadPool({ ...common, minThreads: 1, maxThreads: RESIDENT_THREADS, idleMs: Number.POSITIVE_INFINITY });

/** The next step of a burst wants the same threads; a burst of 32 on the next target must not find this one's still in memory. */
const BURST_IDLE_MS = 300;

let bursts: ThreadPool | null = null;

/** Threads of which so many run at once. */
function threadsFor(concurrency: number): ThreadPool {
  if (concurrency <= RESIDENT_THREADS) return resident;
  bursts ??= new ThreadPool({ ...common, minThreads: 0, maxThreads: MOST_THREADS, idleMs: BURST_IDLE_MS });
  return bursts;
}

/** A loop's shares wait for each other at the gate, so all must run at once: one task per thread and batch. */
async function loop(work: Extract<Work, { kind: 'loop' }>): Promise<Answer | Failure> {
  const gate = newGate();
  const { module, loop: name, args, concurrency, marker } = work;
  const threads = threadsFor(concurrency);
  const shares = await Promise.all(
    Array.from(
      { length: concurrency },
      (_, thread): Promise<LoopShare | Failure | null> =>
        threads.run('runLoop', { module, loop: name, args, thread, threads: concurrency, gate, marker }),
    ),
  );
  const measured: LoopShare[] = [];
  for (const share of shares) {
    if (share === null) continue;
    if ('status' in share) return share;
    measured.push(share);
  }
  return { loop: measured };
}

async function command(work: Extract<Work, { kind: 'command' }>): Promise<Answer | Failure> {
  const result = await runTimed(work.command, work.timing);
  return { command: { ...result, syncNs: work.syncAfter === null ? null : await syncFileSystem(work.syncAfter, work) } };
}

/** coreutils' `sync -f` calls syncfs(2) on the file system of one path; the whole machine's disks are not our business. */
async function syncFileSystem(path: string, work: Extract<Work, { kind: 'command' }>): Promise<number | null> {
  const { exitCode, wallNs }: Pick<TimedCommand, 'exitCode' | 'wallNs'> = await runTimed(
    { file: 'sync', args: ['-f', path], cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin' } },
    work.timing,
  );
  return exitCode === 0 ? wallNs : null;
}

async function perform(work: Work): Promise<Answer | Failure> {
  switch (work.kind) {
    case 'loop':
      return loop(work);
    case 'task':
      return threadsFor(1).run('runTask', { module: work.module, task: work.task, args: work.args });
    case 'command':
      return command(work);
  }
}

/**
 * Resolves when nothing in the group has moved for `hangMs`, or at the deadline. The first look comes after a while: reading /proc of
 * the whole machine takes milliseconds of a CPU, as long as many a loop does.
 */
function untilHung(request: Request, watch: { stop: () => void }): Promise<string> {
  return new Promise((resolve) => {
    const started = monotonicNs();
    let last = '';
    let lastChange = started;
    const timer = setInterval(() => {
      const now = monotonicNs();
      const activity = groupActivity(process.pid);
      if (activity !== last) lastChange = now;
      last = activity;
      if (now - lastChange >= request.hangMs * 1e6)
        resolve(`nothing moved for ${request.hangMs / 1000} s: ${waitingIn(process.pid)}`);
      else if (now - started >= request.deadlineMs * 1e6) resolve(`not done after ${request.deadlineMs / 1000} s`);
    }, request.hangMs / LOOKS_PER_HANG);
    watch.stop = () => clearInterval(timer);
  });
}

/** A hang is noticed at most a quarter late. */
const LOOKS_PER_HANG = 4;

async function answer(request: Request): Promise<Response> {
  const watch = { stop: (): void => {} };
  const { id } = request;
  try {
    return await Promise.race([
      perform(request.work).then((done): Response => ('status' in done ? { id, ...done } : { id, status: 'ok', answer: done })),
      untilHung(request, watch).then((evidence): Response => ({ id, status: 'hung', evidence })),
    ]);
  } catch (error) {
    return { id, ...failureOf(error) };
  } finally {
    watch.stop();
  }
}

process.on('message', (request: Request) => {
  void answer(request).then((response) => process.send?.(response));
});

// The program is gone: whatever still runs here, git and npm included, must not outlive it.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
