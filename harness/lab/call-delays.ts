import { UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import { runProgram } from '../system/program.ts';
import { HOLD_BACK } from './hold-back-program.ts';
import { whyNeverInGuest } from './host-folders.ts';
import { quoted } from './quoted.ts';
import type { LabPrograms } from './requirements.ts';
import { systemCallNumber } from './system-call-numbers.ts';

const TRY_MS = 10_000;
/** Asked about a call, and told to go on at once: no delay is shorter. */
const LEAST_NS = 1_000;

/** System calls that are held back before they begin. */
export interface CallDelay {
  /** One, or several by commas. */
  readonly systemCall: string;
  readonly delayNs: number;
}

/** Who holds calls back. */
export interface Holder {
  readonly python3: string;
  /** What a delay takes longer than asked on this machine: the kernel asks, and is answered. */
  readonly overheadNs: number;
}

export function hostDelays(faults: readonly Fault[], server: FileServer): CallDelay[] {
  return faults.filter((fault) => fault.kind === 'host-delay').filter((fault) => fault.server === server);
}

export function guestDelays(faults: readonly Fault[]): CallDelay[] {
  return faults.filter((fault) => fault.kind === 'guest-delay');
}

/** What goes before a command to hold back some of its system calls. */
export function holdingBack(delays: readonly CallDelay[], { python3, overheadNs }: Holder): string[] {
  if (delays.length === 0) return [];
  const spec = numbered(delays).map(({ number, delayNs }) => `${number}=${Math.max(LEAST_NS, delayNs - overheadNs)}`);
  return [python3, ...ISOLATED, HOLD_BACK, spec.join(',')];
}

/** Nothing of the user's own Python is loaded, which also is faster. */
const ISOLATED = ['-IS', '-c'] as const;

function numbered(delays: readonly CallDelay[]): { readonly number: number; readonly delayNs: number }[] {
  return delays.flatMap(({ systemCall, delayNs }) =>
    systemCall.split(',').map((name) => {
      const number = systemCallNumber(name);
      if (number === null) throw unknownCall(name);
      return { number, delayNs };
    }),
  );
}

/**
 * The same for a process of the lab, which then is a child of what holds it back: it leaves its number in `<name>.pid`, and has a
 * parent-death signal of its own, because its parent may be killed too.
 */
export function heldBack(
  name: string,
  delays: readonly CallDelay[],
  holder: Holder,
  { setpriv, busybox }: LabPrograms,
): string[] {
  if (delays.length === 0) return [];
  const noted = [busybox, 'sh', '-c', `echo $$ >${name}.pid; exec "$@"`, 'sh', setpriv, '--pdeathsig', 'SIGKILL', '--'];
  return [...holdingBack(delays, holder), ...noted];
}

/** For the guest's shell: what goes before its command. What an answer takes there, ten times as much, is measured there. */
export function heldBackInGuest(delays: readonly CallDelay[], python3: string): string {
  const measure = measureOverhead(python3, process.execPath).map(quoted).join(' ');
  const spec = numbered(delays).map(
    ({ number, delayNs }) => `${number}=$((${delayNs} > over + ${LEAST_NS} ? ${delayNs} - over : ${LEAST_NS}))`,
  );
  const program = [python3, ...ISOLATED, HOLD_BACK].map(quoted).join(' ');
  return `over=$(${measure})\nexec ${program} "${spec.join(',')}"`;
}

const TRIES = 100;
const TRIED_NS = 1e6;

/**
 * Prints nanoseconds, of one call of node's with a delay of known length before it. The lower quartile: where other work wants the
 * processors at this moment, less must be taken off rather than more.
 */
function measureOverhead(python3: string, node: string): string[] {
  const script = [
    'const took = [];',
    `while (took.length < ${TRIES}) {`,
    "  const start = process.hrtime.bigint(); require('node:fs').statSync('/');",
    '  took.push(Number(process.hrtime.bigint() - start));',
    '}',
    `console.log(Math.max(0, Math.round(took.sort((a, b) => a - b)[${TRIES / 4}]) - ${TRIED_NS}));`,
  ];
  const delay = { systemCall: 'statx', delayNs: TRIED_NS };
  return [...holdingBack([delay], { python3, overheadNs: 0 }), node, '-e', script.join('\n')];
}

/** Null when nothing is to be delayed. Finds out whether calls can be held back at all before anything is started. */
export async function findHolder(faults: readonly Fault[], python3: string): Promise<Holder | null> {
  const delays = faults.filter((fault) => fault.kind === 'host-delay' || fault.kind === 'guest-delay');
  if (delays.length === 0 && faults.every(({ kind }) => kind !== 'slow-disk')) return null;
  numbered(delays);
  const hidden = guestDelays(faults).length === 0 ? null : whyNeverInGuest(python3);
  if (hidden !== null) throw refused('guest-delay', `python3 in ${python3}: ${hidden}`, 'a Python that the guest can see');
  const [file = '', ...args] = measureOverhead(python3, process.execPath);
  const ended = await runProgram(file, args, { timeoutMs: TRY_MS, env: { LC_ALL: 'C' } });
  if (ended.status === 'exited' && ended.exitCode === 0) return { python3, overheadNs: Number(ended.stdout.toString('utf8')) };
  const got = ended.status === 'exited' ? ended.stderr.toString('utf8').trim() : `python3: ${ended.status}`;
  throw refused('of a system call', got, 'an x86-64 processor, and seccomp with user notification (Linux 5.5)');
}

function unknownCall(name: string): UserError {
  return refused(
    `of the system call ${name}`,
    `no system call ${JSON.stringify(name)}`,
    'a name of a system call of Linux on x86-64',
  );
}

function refused(fault: string, got: string, expected: string): UserError {
  const fix = 'docs/lab.md lists the calls that the file servers and the probe make';
  return new UserError({ code: 'lab-fault-refused', what: `fault ${fault}`, got, expected, fix });
}
