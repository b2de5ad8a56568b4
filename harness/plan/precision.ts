import { describe } from '../stats/describe.ts';
import { relativeHalfWidth } from '../stats/median-interval.ts';

/** Numbers of samples at which the intervals are looked at. Fixed before the run: looking after each block would stop at lucky ones. */
const LOOKS: ReadonlySet<number> = new Set([6, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1000]);

/**
 * Decides which trials need no more blocks. A trial is done when every one of its cells is precise on every target, so that all
 * targets keep the same number of samples. Widths only, never differences: stopping on significance finds what it looks for.
 */
export class PrecisionTracker {
  readonly #precision: number;
  readonly #series = new Map<number, Map<string, number[]>>();
  readonly #blocks = new Map<number, number>();

  constructor(precision: number) {
    this.#precision = precision;
  }

  /** The primary value of one cell of a trial. */
  add(trial: number, cell: string, value: number): void {
    const cells = this.#series.get(trial) ?? new Map<string, number[]>();
    this.#series.set(trial, cells);
    const values = cells.get(cell);
    if (values === undefined) cells.set(cell, [value]);
    else values.push(value);
  }

  /** Call once per trial and block, after its samples. */
  isPrecise(trial: number): boolean {
    const blocks = (this.#blocks.get(trial) ?? 0) + 1;
    this.#blocks.set(trial, blocks);
    const cells = this.#series.get(trial);
    if (cells === undefined || !LOOKS.has(blocks)) return false;
    return [...cells.values()].every((values) => {
      const description = describe(values);
      const width = description === null ? null : relativeHalfWidth(description.median, description.interval);
      return width !== null && width <= this.#precision;
    });
  }
}
