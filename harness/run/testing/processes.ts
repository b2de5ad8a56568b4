import { readdirSync, readFileSync } from 'node:fs';

/** Processes as /proc shows them; for tests that must see that nothing survives. */

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly commandLine: string;
}

/** The measuring processes of one program. */
export function agentsOf(program: number): number[] {
  return all()
    .filter(({ parent, commandLine }) => parent === program && commandLine.includes('run/agent.js'))
    .map(({ pid }) => pid);
}

/** A process and all that descend from it. */
export function familyOf(pid: number): number[] {
  const processes = all();
  const descend = (parent: number): number[] => [
    parent,
    ...processes.filter((process) => process.parent === parent).flatMap((process) => descend(process.pid)),
  ];
  return descend(pid);
}

/** Those of them that still run; a zombie has ended and only waits to be asked about. */
export function living(pids: readonly number[]): number[] {
  return pids.filter((pid) => !['', 'Z', 'X'].includes(read(pid)?.state ?? ''));
}

/** Threads of a process. */
export function threadsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0; // It ended.
  }
}

function all(): Process[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b)
    .flatMap((pid) => read(pid) ?? []);
}

function read(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and parentheses: fields are counted from the last one.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid, parent: Number(parent), state: state ?? '', commandLine };
  } catch {
    return null; // It ended while we looked.
  }
}
