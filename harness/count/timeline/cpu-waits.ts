import type { Mark } from './request.ts';

/** A thread could have used a CPU, and got one. */
export interface CpuWait {
  readonly from: Mark;
  readonly to: Mark;
}

/** Processors without work share this number. */
const IDLE = 0;

/** How long threads waited for a CPU since each was last woken: those of the kernel too, which work for others. */
export class CpuWaits {
  readonly #awake = new Set<number>();
  readonly #waiting = new Map<number, Mark>();
  readonly #over = new Map<number, CpuWait[]>();

  /** Who is awake already, on its way to sleep, goes on as it was. */
  woken(pid: number, mark: Mark): void {
    if (this.#awake.has(pid)) return;
    this.#awake.add(pid);
    this.#over.set(pid, []);
    this.#waiting.set(pid, mark);
  }

  switched(from: number, isRunnable: boolean, to: number, mark: Mark): void {
    if (isRunnable && from !== IDLE) this.#waiting.set(from, mark);
    else this.#awake.delete(from);
    const since = this.#waiting.get(to);
    if (since !== undefined) this.#over.get(to)?.push({ from: since, to: mark });
    this.#waiting.delete(to);
    this.#awake.add(to);
  }

  of(pid: number): readonly CpuWait[] {
    return this.#over.get(pid) ?? [];
  }
}

/** What lies in `waits` of a stretch of time, and what does not; in the order of time, without gaps, at least one. */
export function splitByWaits(from: Mark, to: Mark, waits: readonly CpuWait[]): (CpuWait & { readonly isWait: boolean })[] {
  const pieces: (CpuWait & { isWait: boolean })[] = [];
  let cursor = from;
  const until = (mark: Mark, isWait: boolean): void => {
    const end = mark.at < to.at ? mark : to;
    if (end.at <= cursor.at) return;
    pieces.push({ from: cursor, to: end, isWait });
    cursor = end;
  };
  for (const wait of waits.toSorted((a, b) => a.from.at - b.from.at)) {
    until(wait.from, false);
    until(wait.to, true);
  }
  until(to, false);
  return pieces.length === 0 ? [{ from, to, isWait: false }] : pieces;
}
