import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import { runProgram } from '../system/program.ts';
import type { RunningServer, RunningServers } from './file-servers.ts';
import { inMountsOf } from './namespaces.ts';
import type { LabPrograms } from './requirements.ts';

const NS_PER_MS = 1e6;
const POLL_MS = 20;
const FILL_MS = 60_000;
const FILLER = '.mntbench-lab-full';

/** What happens once; all others hold for the whole boot. */
type TimedFault = Extract<Fault, { readonly firedAt: string | null }>;

/** What a fault does when its time has come; `signal` is aborted when the guest is over. */
type Fire<K extends TimedFault['kind']> = (
  fault: Extract<TimedFault, { kind: K }>,
  server: RunningServer,
  signal: AbortSignal,
  programs: LabPrograms,
) => Promise<void>;

const FIRE: { readonly [K in TimedFault['kind']]: Fire<K> } = {
  'kill-server': async (_fault, { pid }) => {
    process.kill(pid, 'SIGKILL');
  },
  stall: async ({ durationNs }, { pid }, signal) => {
    process.kill(pid, 'SIGSTOP');
    await sleep(durationNs / NS_PER_MS, null, { signal }).catch(() => {});
    // Also when the guest is over: a stopped process does not end on SIGTERM.
    resume(pid);
  },
  full: async (_fault, { outerPid, share }, _signal, programs) => {
    const [file = '', ...args] = [...inMountsOf(outerPid, programs), programs.busybox, 'dd', 'if=/dev/zero', 'bs=64k'];
    const filled = await runProgram(file, [...args, `of=${share}/${FILLER}`], { timeoutMs: FILL_MS, env: { LC_ALL: 'C' } });
    const said = filled.status === 'exited' ? filled.stderr.toString('utf8').trim() : filled.status;
    // dd fails on purpose: nothing fits any more. Any other end means that the share was not filled, and no run may say that it was.
    if (!said.includes('No space left on device')) throw notFilled(share, said);
  },
};

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    // Killed while it was stopped, by another fault: it was stopped all the same.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

function notFilled(share: string, got: string): UserError {
  return new UserError({
    code: 'lab-fault-failed',
    what: `fault full: ${share} could not be filled`,
    got,
    expected: 'No space left on device',
    fix: 'the run is kept, without the fault; run the lab as a user who may enter namespaces',
  });
}

/** Faults that wait for their time. Disposed before the file servers are. */
export class ArmedFaults implements AsyncDisposable {
  readonly #over = new AbortController();
  readonly #fired = new Map<Fault, string>();
  readonly #killed = new Set<string>();
  readonly #asked: readonly Fault[];
  readonly #work: Promise<unknown>;

  /** `hasStarted`: does the command run in the guest? Times count from there. */
  constructor(asked: readonly Fault[], servers: RunningServers, hasStarted: () => boolean, programs: LabPrograms) {
    this.#asked = asked;
    const timed = asked.filter(isTimed);
    this.#work = timed.length === 0 ? Promise.resolve() : this.#wait(timed, servers, hasStarted, programs);
    // Told when this is disposed of; a promise that nobody has asked yet would end the whole program.
    this.#work.catch(() => {});
  }

  /** As asked, with the times at which they came to pass. */
  get faults(): readonly Fault[] {
    return this.#asked.map((fault) => (isTimed(fault) ? { ...fault, firedAt: this.#fired.get(fault) ?? null } : fault));
  }

  /** The end of such a process was asked for, and does not end the boot. */
  hasKilled(name: string): boolean {
    return this.#killed.has(name);
  }

  async #wait(
    timed: readonly TimedFault[],
    servers: RunningServers,
    hasStarted: () => boolean,
    programs: LabPrograms,
  ): Promise<void> {
    const { signal } = this.#over;
    while (!hasStarted()) {
      await sleep(POLL_MS, null, { signal }).catch(() => {});
      if (signal.aborted) return;
    }
    await Promise.all(timed.map((fault) => this.#fire(fault, servers[fault.server], programs)));
  }

  async #fire(fault: TimedFault, server: RunningServer, programs: LabPrograms): Promise<void> {
    const { signal } = this.#over;
    await sleep(fault.afterNs / NS_PER_MS, null, { signal }).catch(() => {});
    if (signal.aborted) return;
    this.#fired.set(fault, new Date().toISOString());
    // virtiofsd's relay has nobody to relay to then.
    if (fault.kind === 'kill-server') for (const name of endingWith(fault.server, server.name)) this.#killed.add(name);
    const fire = FIRE[fault.kind] as Fire<TimedFault['kind']>;
    try {
      await fire(fault as never, server, signal, programs);
    } catch (error) {
      this.#fired.delete(fault);
      // The server ended before its time: whoever waits for the guest tells why.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#work;
  }
}

function isTimed(fault: Fault): fault is TimedFault {
  return 'firedAt' in fault;
}

function endingWith(server: FileServer, name: string): readonly string[] {
  return server === 'virtiofs' ? [name, 'relay'] : [name];
}
