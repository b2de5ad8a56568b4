import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { UserError } from '../../core/errors.ts';
import { sibling } from '../../core/workload.ts';
import { ThreadPool } from '../../system/thread-pool.ts';
import { type Figures, type FiguresEnd, type FiguresOf, figuresOf } from './figures.ts';

/** A thread takes a tenth of a second to start, in which one reads as much. */
const THREADS_FROM_BYTES = 32 * 2 ** 20;

/** Reads the samples of runs, on all processors where there are many. */
export class FigureReader implements AsyncDisposable {
  #pool: ThreadPool | null = null;

  /** In the order of the runs. */
  async read(runs: readonly FiguresOf[]): Promise<Figures[]> {
    const bytes = runs.reduce((sum, { samples }) => sum + (statSync(samples, { throwIfNoEntry: false })?.size ?? 0), 0);
    if (runs.length < 2 || bytes < THREADS_FROM_BYTES) return runs.map(figuresOf);
    this.#pool ??= new ThreadPool({
      module: sibling(import.meta.url, 'figures'),
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleMs: 0,
      youngMegabytes: null,
    });
    const pool = this.#pool;
    const ends = await Promise.all(runs.map((run) => pool.run<FiguresEnd>('figuresIn', run)));
    return ends.map((end) => {
      if (end.status === 'refused') throw new UserError(end.complaint);
      return end.figures;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.[Symbol.asyncDispose]();
  }
}
