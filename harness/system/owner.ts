import { readFileSync, readlinkSync } from 'node:fs';

/** Names a process so that another one can tell whether it still lives, also after its number was given away again. */
export interface Owner {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks after boot; null without /proc. */
  readonly startTicks: number | null;
  readonly bootId: string | null;
  /** Distributions and containers of one WSL machine share a boot but not their process numbers. */
  readonly pidNamespace: string | null;
}

/** No schema library: every measuring process would load it before it does anything. */
export function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks, bootId: boot, pidNamespace: namespace, ...rest } = value as Readonly<Record<string, unknown>>;
  return (
    Number.isInteger(pid) &&
    (pid as number) > 0 &&
    (startTicks === null || typeof startTicks === 'number') &&
    (boot === null || typeof boot === 'string') &&
    (namespace === null || typeof namespace === 'string') &&
    Object.keys(rest).length === 0
  );
}

export function thisProcess(): Owner {
  return { pid: process.pid, startTicks: startTicks(process.pid), bootId: bootId(), pidNamespace: pidNamespace() };
}

/** `unknown` where the process lives in another namespace: only the age of its marker can tell. */
export function liveness(owner: Owner): 'alive' | 'dead' | 'unknown' {
  if (owner.bootId !== bootId()) return owner.bootId === null ? 'unknown' : 'dead';
  if (owner.pidNamespace !== pidNamespace()) return 'unknown';
  const ticks = startTicks(owner.pid);
  return ticks !== null && ticks === owner.startTicks ? 'alive' : 'dead';
}

function startTicks(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  // The command name may hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[19]);
  return stat === '' || !Number.isFinite(ticks) ? null : ticks;
}

export function bootId(): string | null {
  return read('/proc/sys/kernel/random/boot_id').trim() || null;
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null; // No /proc: then nothing can be told of another process either.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process is gone, or there is no /proc; callers treat both as "no such process".
  }
}
