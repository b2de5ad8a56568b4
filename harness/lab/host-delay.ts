import { UserError } from '../core/errors.ts';
import type { Fault, FileServer } from '../core/lab-conditions.ts';
import { runProgram } from '../system/program.ts';
import { thisMachine } from './machine.ts';
import { requireTracer } from './requirements.ts';

const TRY_MS = 10_000;
const NS_PER_US = 1_000;

type HostDelay = Extract<Fault, { kind: 'host-delay' }>;

export function hostDelays(faults: readonly Fault[], server: FileServer | null = null): HostDelay[] {
  return faults.flatMap((fault) => (fault.kind === 'host-delay' && (server === null || fault.server === server) ? [fault] : []));
}

/**
 * What goes before a command to hold back some of its system calls. By seccomp-bpf only those stop for the tracer: without it every
 * call of the server would.
 */
export function underStrace(delays: readonly HostDelay[], strace: string): string[] {
  if (delays.length === 0) return [];
  const calls = delays.map(({ systemCall }) => systemCall).join(',');
  const injected = delays.flatMap(({ systemCall, delayNs }) => [
    '-e',
    `inject=${systemCall}:delay_enter=${Math.round(delayNs / NS_PER_US)}`,
  ]);
  return [strace, '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, ...injected, '--'];
}

/** Null when nothing is to be delayed. Finds out whether strace knows the calls and may trace at all before anything is started. */
export async function findTracer(faults: readonly Fault[], path: string): Promise<string | null> {
  if (hostDelays(faults).length === 0) return null;
  const strace = await requireTracer(thisMachine(path));
  for (const delay of hostDelays(faults)) {
    const [file = strace, ...args] = underStrace([delay], strace);
    const tried = await runProgram(file, [...args, 'true'], { timeoutMs: TRY_MS, env: { LC_ALL: 'C' } });
    if (tried.status === 'exited' && tried.exitCode === 0) continue;
    throw new UserError({
      code: 'lab-fault-refused',
      what: `fault host-delay:${delay.systemCall}`,
      got: tried.status === 'exited' ? tried.stderr.toString('utf8').trim() : `strace: ${tried.status}`,
      expected: 'a system call that strace knows, and the permission to trace (ptrace)',
      fix: 'docs/lab.md lists the calls that the file servers make',
    });
  }
  return strace;
}
