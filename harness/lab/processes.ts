import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../core/errors.ts';

/** After that a process that was asked to end is ended. */
const GRACE_MS = 3_000;
const POLL_MS = 20;

interface Start {
  /** Of the log in the boot's folder, and in messages. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** A command that goes before, and becomes this one: it changes namespaces, which can take a parent-death signal off. */
  readonly before?: readonly string[];
  /** A program at the user's terminal; else input is nothing and output goes to `<name>.log`. */
  readonly atTerminal?: boolean;
}

export interface LabProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves, never rejects, with how it ended: `exit 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
}

/**
 * What one boot has started. All of it is ended by its number when the boot is over, in reverse order. Each process also carries a
 * parent-death signal (prctl(2), by setpriv, which then becomes the program itself): when this program is killed, the kernel kills
 * them, and nothing has to watch.
 */
export class LabProcesses implements AsyncDisposable {
  readonly #folder: string;
  readonly #setpriv: string;
  readonly #started: { readonly process: LabProcess; readonly child: ChildProcess }[] = [];

  constructor(folder: string, setpriv: string) {
    this.#folder = folder;
    this.#setpriv = setpriv;
  }

  start({ name, file, args, before = [], atTerminal = false }: Start): LabProcess {
    const log = openSync(join(this.#folder, `${name}.log`), 'w', 0o600);
    const stdio: StdioOptions = atTerminal ? ['inherit', 'inherit', log] : ['ignore', log, log];
    try {
      const [first = file, ...rest] = [...before, this.#setpriv, '--pdeathsig', 'SIGKILL', '--', file, ...args];
      const child = spawn(first, rest, {
        cwd: this.#folder,
        stdio,
        // Out of the terminal's process group, so that Ctrl-C reaches only this program, which then ends all in order.
        detached: !atTerminal,
      });
      const ended = new Promise<string>((resolve) => {
        child.once('error', (error) => resolve(errorText(error)));
        child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
      });
      if (child.pid === undefined) throw new Error(`cannot start ${file}`);
      const started = { name, pid: child.pid, ended };
      this.#started.push({ process: started, child });
      return started;
    } finally {
      closeSync(log);
    }
  }

  /** The first process that ends, whichever; one whose end is expected when it comes does not count. */
  async anyEnd(isExpected: (name: string) => boolean = () => false): Promise<string> {
    const endings = this.#started.map(async ({ process: { name, ended } }) => {
      const how = await ended;
      return isExpected(name) ? new Promise<never>(() => {}) : `${name} ended with ${how}: ${this.logEnd(name)}`;
    });
    return Promise.race(endings);
  }

  /** Waits for what a process makes when it is ready; resolves with why it never will be, or null. */
  async untilReady(isReady: () => Promise<boolean> | boolean, limitMs: number, signal: AbortSignal): Promise<string | null> {
    let end: string | null = null;
    this.anyEnd().then(
      (text) => {
        end = text;
      },
      () => {},
    );
    for (const until = performance.now() + limitMs; performance.now() < until && !signal.aborted; await sleep(POLL_MS)) {
      if (await isReady()) return null;
      if (end !== null) return end;
    }
    return signal.aborted ? 'interrupted' : `not ready after ${limitMs / 1000} s`;
  }

  logEnd(name: string): string {
    const text = readFileSync(join(this.#folder, `${name}.log`), 'utf8').trim();
    return text === '' ? 'no message' : text.split('\n').slice(-3).join(' · ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process: started, child } of this.#started.splice(0).reverse()) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await started.ended;
      clearTimeout(timer);
    }
  }
}
