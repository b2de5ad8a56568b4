import { UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import { runProgram } from '../system/program.ts';
import { whyNeverInGuest } from './host-folders.ts';
import { thisMachine } from './machine.ts';
import { quoted } from './quoted.ts';
import { type LabPrograms, requireTracer } from './requirements.ts';

const TRY_MS = 10_000;
const NS_PER_US = 1_000;

/** System calls that are held back before they enter the kernel. */
export interface CallDelay {
  /** One, or several by commas. */
  readonly systemCall: string;
  readonly delayNs: number;
}

export interface Tracer {
  /** Of strace. */
  readonly path: string;
  /** What a delay takes longer than asked on this machine: two stops, and the time to wake up. */
  readonly stopUs: number;
}

export function hostDelays(faults: readonly Fault[], server: FileServer): CallDelay[] {
  return faults.filter((fault) => fault.kind === 'host-delay').filter((fault) => fault.server === server);
}

export function guestDelays(faults: readonly Fault[]): CallDelay[] {
  return faults.filter((fault) => fault.kind === 'guest-delay');
}

/**
 * What goes before a command to hold back some of its system calls. By seccomp-bpf only those stop for the tracer: without it every
 * call of the command would. Raw, because nobody reads what the arguments were; by -I2 it ends when it is asked to, which with a file
 * for its output it would not.
 */
export function underStrace(delays: readonly CallDelay[], { path, stopUs }: Tracer): string[] {
  const injected = delays.flatMap(({ systemCall, delayNs }) => {
    const delayUs = Math.max(1, Math.round(delayNs / NS_PER_US) - stopUs);
    return ['-e', `inject=${systemCall}:delay_enter=${delayUs}`];
  });
  return delays.length === 0 ? [] : [path, ...options(delays), ...injected, '--'];
}

function options(delays: readonly CallDelay[]): string[] {
  const calls = delays.map(({ systemCall }) => systemCall).join(',');
  return ['-f', '-I2', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', 'raw=all', '-e', `trace=${calls}`];
}

/**
 * The same for a process of the lab, which then is a child of strace: it leaves its number in `<name>.pid`, and has a parent-death
 * signal of its own, because strace may be killed too.
 */
export function heldBack(
  name: string,
  delays: readonly CallDelay[],
  tracer: Tracer,
  { setpriv, busybox }: LabPrograms,
): string[] {
  if (delays.length === 0) return [];
  const noted = [busybox, 'sh', '-c', `echo $$ >${name}.pid; exec "$@"`, 'sh', setpriv, '--pdeathsig', 'SIGKILL', '--'];
  return [...underStrace(delays, tracer), ...noted];
}

/** For the guest's shell: what goes before its command. What a stop takes there, twenty times as much, is measured there. */
export function heldBackInGuest(delays: readonly CallDelay[], strace: string): string {
  const measure = measureStop(strace, process.execPath).map(quoted).join(' ');
  const injected = delays.map(({ systemCall, delayNs }) => {
    const delayUs = Math.round(delayNs / NS_PER_US);
    return `-e inject=${systemCall}:delay_enter=$((${delayUs} > stop ? ${delayUs} - stop : 1))`;
  });
  return [`stop=$(${measure})\nexec`, ...[strace, ...options(delays)].map(quoted), ...injected, '--'].join(' ');
}

const STOPS = 100;
const TRIED_US = 1_000;

/**
 * Prints microseconds, of one call of node's with a delay of known length before it: strace looks through all threads of what it traces
 * at every stop, so that a program of one thread would tell too little. The lower quartile: where other work wants the processors at
 * this moment, less must be taken off rather than more.
 */
function measureStop(strace: string, node: string): string[] {
  const script = [
    'const took = [];',
    `while (took.length < ${STOPS}) {`,
    "  const start = process.hrtime.bigint(); require('node:fs').statSync('/');",
    '  took.push(Number(process.hrtime.bigint() - start) / 1000);',
    '}',
    `console.log(Math.max(0, Math.round(took.sort((a, b) => a - b)[${STOPS / 4}]) - ${TRIED_US}));`,
  ];
  const delay = { systemCall: 'statx', delayNs: TRIED_US * NS_PER_US };
  return [...underStrace([delay], { path: strace, stopUs: 0 }), node, '-e', script.join('\n')];
}

/**
 * Null when nothing is to be delayed. Finds out whether strace knows the calls and may trace at all before anything is started: the
 * guest's strace is the host's.
 */
export async function findTracer(faults: readonly Fault[], path: string): Promise<Tracer | null> {
  const delays = faults.filter((fault) => fault.kind === 'host-delay' || fault.kind === 'guest-delay');
  if (delays.length === 0 && faults.every(({ kind }) => kind !== 'slow-disk')) return null;
  const strace = await requireTracer(thisMachine(path));
  const hidden = guestDelays(faults).length === 0 ? null : whyNeverInGuest(strace);
  if (hidden !== null) throw refused('guest-delay', `strace in ${strace}: ${hidden}`, 'a strace that the guest can see');
  for (const { kind, ...delay } of delays)
    await tried(`${kind}:${delay.systemCall}`, [...underStrace([delay], { path: strace, stopUs: 0 }), 'true']);
  return { path: strace, stopUs: Number(await tried('of a system call', measureStop(strace, process.execPath))) };
}

/** What it prints. */
async function tried(fault: string, [file = '', ...args]: readonly string[]): Promise<string> {
  const ended = await runProgram(file, args, { timeoutMs: TRY_MS, env: { LC_ALL: 'C' } });
  if (ended.status === 'exited' && ended.exitCode === 0) return ended.stdout.toString('utf8');
  const got = ended.status === 'exited' ? ended.stderr.toString('utf8').trim() : `strace: ${ended.status}`;
  throw refused(fault, got, 'a system call that strace knows, and the permission to trace (ptrace)');
}

function refused(fault: string, got: string, expected: string): UserError {
  const fix = 'docs/lab.md lists the calls that the file servers and the probe make';
  return new UserError({ code: 'lab-fault-refused', what: `fault ${fault}`, got, expected, fix });
}
