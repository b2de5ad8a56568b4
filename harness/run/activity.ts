import { readdirSync, readFileSync } from 'node:fs';

/**
 * A fingerprint of what all threads of this process group have done so far. Work that waits for slow files still switches threads;
 * work that hangs in the kernel changes nothing at all. The calling thread is left out: looking is not progress.
 */
export function groupActivity(group: number): string {
  const lines: string[] = [];
  for (const pid of numbersIn('/proc')) {
    if (processGroup(pid) !== group) continue;
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      if (thread === process.pid) continue;
      lines.push(`${thread}:${read(`/proc/${pid}/task/${thread}/schedstat`)}${switches(pid, thread)}`);
    }
  }
  return lines.join('\n');
}

/** State letters of the threads that wait uninterruptibly, for the message. */
export function waitingIn(group: number): string {
  const waiting: string[] = [];
  for (const pid of numbersIn('/proc')) {
    if (processGroup(pid) !== group) continue;
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      if (thread === process.pid) continue;
      const where = read(`/proc/${pid}/task/${thread}/wchan`).trim();
      if (state(pid, thread) === 'D') waiting.push(where === '' || where === '0' ? 'uninterruptible sleep' : where);
    }
  }
  return waiting.length === 0 ? 'no thread ran' : `${waiting.length} thread(s) in ${[...new Set(waiting)].join(', ')}`;
}

function processGroup(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  return Number.isInteger(group) && stat !== '' ? group : null;
}

function state(pid: number, thread: number): string {
  const stat = read(`/proc/${pid}/task/${thread}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] ?? '';
}

function switches(pid: number, thread: number): string {
  return /^voluntary_ctxt_switches:\s*(\d+)$/m.exec(read(`/proc/${pid}/task/${thread}/status`))?.[1] ?? '';
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return []; // The process ended while we looked.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // As above; an ended thread is a change of the fingerprint, which is right.
  }
}
