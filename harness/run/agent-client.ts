import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/errors.ts';
import { sibling } from '../core/workload.ts';
import type { Answer, Failure, LoopShare, Request, Response, TimedCommand, Work } from './agent-protocol.ts';

/** How a piece of work ended. After `hung` the agent is dead, and every later piece of work is hung too. */
export type Ended<T> =
  | { readonly status: 'ok'; readonly value: T }
  | Failure
  | { readonly status: 'hung'; readonly evidence: string };

export interface Limits {
  readonly hangSeconds: number;
  readonly commandSeconds: number;
}

export type LoopWork = Omit<Extract<Work, { kind: 'loop' }>, 'kind' | 'marker'>;

/** The program's side of a measuring process. */
export interface Agent extends AsyncDisposable {
  readonly pid: number;
  /** `marker`: where the threads write their numbers, for a timeline. */
  loop(work: LoopWork, marker?: string | null): Promise<Ended<readonly LoopShare[]>>;
  task(work: Omit<Extract<Work, { kind: 'task' }>, 'kind'>): Promise<Ended<unknown>>;
  command(work: Omit<Extract<Work, { kind: 'command' }>, 'kind'>): Promise<Ended<TimedCommand>>;
  /** Ends the process and everything that it started, at once. */
  kill(): void;
}

/**
 * glibc gives each new thread an arena of its own and never returns one: after a few steps of 32 threads the process held a gigabyte of
 * free memory. Four arenas are enough for threads that call malloc a few times per file call; large blocks go back to the system at once
 * (mallopt(3)). Commands do not inherit this: their environment is built from nothing.
 */
const MALLOC = { MALLOC_ARENA_MAX: '4', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '262144' } as const;

/** Beyond the agent's own limits: only for an agent whose main thread is stuck and cannot tell. */
const GRACE_MS = 30_000;

export function startAgent(limits: Limits): Agent {
  const child = fork(fileURLToPath(sibling(import.meta.url, 'agent')), [], {
    cwd: '/',
    // A group of its own: Ctrl-C at the terminal reaches only the program, which stops at a safe point.
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...MALLOC },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error('cannot start the measuring process');
  return new AgentProcess(child, pid, limits);
}

class AgentProcess implements Agent {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #limits: Limits;
  readonly #waiting = new Map<number, (ended: Ended<Answer>) => void>();
  #next = 1;
  #dead: string | null = null;
  #killed = false;
  #stderr = '';

  constructor(child: ChildProcess, pid: number, limits: Limits) {
    this.#child = child;
    this.pid = pid;
    this.#limits = limits;
    child.on('message', (response: Response) => this.#settle(response.id, toEnded(response)));
    child.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-2000);
    });
    child.once('exit', (code, signal) =>
      this.#die(`the measuring process ended with ${signal ?? code}${this.#stderr && `: ${this.#stderr.trim()}`}`),
    );
    child.once('error', (error) => this.#die(error.message));
  }

  async loop(work: LoopWork, marker: string | null = null): Promise<Ended<readonly LoopShare[]>> {
    return map(await this.#ask({ kind: 'loop', ...work, marker }), (answer) =>
      'loop' in answer ? answer.loop : unexpected(answer),
    );
  }

  async task(work: Omit<Extract<Work, { kind: 'task' }>, 'kind'>): Promise<Ended<unknown>> {
    return map(await this.#ask({ kind: 'task', ...work }), (answer) => ('task' in answer ? answer.task : unexpected(answer)));
  }

  async command(work: Omit<Extract<Work, { kind: 'command' }>, 'kind'>): Promise<Ended<TimedCommand>> {
    return map(await this.#ask({ kind: 'command', ...work }), (answer) =>
      'command' in answer ? answer.command : unexpected(answer),
    );
  }

  kill(): void {
    this.#end('stopped');
  }

  /** `evidence` is what every later piece of work is told. */
  #end(evidence: string): void {
    this.#die(evidence);
    if (this.#killed) return; // By now the number may be somebody else's.
    this.#killed = true;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Already gone with all its children.
    }
  }

  /** Does not wait for the end: a process in uninterruptible sleep ends when its mount lets it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    this.#child.unref();
    // Nor does this program's own end wait: such a process keeps its channel open.
    if (this.#child.connected) this.#child.disconnect();
    this.#child.stderr?.destroy();
  }

  #ask(work: Work): Promise<Ended<Answer>> {
    if (this.#dead !== null) return Promise.resolve({ status: 'hung', evidence: this.#dead });
    const id = this.#next++;
    const hangMs = this.#limits.hangSeconds * 1000;
    const deadlineMs = this.#limits.commandSeconds * 1000;
    const request: Request = { id, work, hangMs, deadlineMs };
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.#settle(id, { status: 'hung', evidence: 'the measuring process does not answer' }),
        deadlineMs + GRACE_MS,
      );
      this.#waiting.set(id, (ended) => {
        clearTimeout(timer);
        if (ended.status === 'hung') this.#end(ended.evidence);
        resolve(ended);
      });
      this.#child.send(request);
    });
  }

  #settle(id: number, ended: Ended<Answer>): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(ended);
  }

  #die(evidence: string): void {
    if (this.#dead !== null) return;
    this.#dead = evidence;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { status: 'hung', evidence });
  }
}

function toEnded(response: Response): Ended<Answer> {
  return response.status === 'ok' ? { status: 'ok', value: response.answer } : response;
}

function map<A, B>(ended: Ended<A>, change: (value: A) => B): Ended<B> {
  return ended.status === 'ok' ? { status: 'ok', value: change(ended.value) } : ended;
}

function unexpected(answer: Answer): never {
  throw new Error(`the measuring process answered with ${Object.keys(answer).join()}`);
}

/** For callers that cannot go on: a complaint stays the user's, and so does what the target's file system refuses; else it is a bug. */
export function requireValue<T>(ended: Ended<T>, what: string): T {
  if (ended.status === 'ok') return ended.value;
  if (ended.status === 'failed' && ended.complaint !== null) throw new UserError(ended.complaint);
  if (ended.status === 'hung' || /^E(?!RR_)[A-Z0-9]+$/.test(ended.code ?? '')) {
    throw new UserError({
      code: ended.status === 'hung' ? 'target-hangs' : 'target-refuses',
      what: `${what} ${ended.status === 'hung' ? 'hangs' : 'failed'}`,
      got: ended.status === 'hung' ? ended.evidence : ended.message,
      expected: 'a target that answers, can be written, and has free blocks and inodes (df, df -i)',
      fix: 'check the mount, make room, or measure another directory',
    });
  }
  throw new Error(`${what}: ${ended.message}`);
}
