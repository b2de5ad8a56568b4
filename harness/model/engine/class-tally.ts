import type { Jobs } from './jobs.ts';
import type { ClassOutcome, PathRow } from './outcome.ts';
import { PATH } from './path-columns.ts';
import { ResponseHistogram } from './response-histogram.ts';
import { toNs, toSeconds } from './ticks.ts';

// Bound here because an import is looked up anew at each use, and every operation comes through.
const { waiting, service, visits, columns } = PATH;

/** What became of the operations of one class. */
export class ClassTally {
  readonly #name: string;
  readonly #rows: readonly string[];
  readonly histogram: ResponseHistogram;
  failed = 0;
  #parked = 0;
  #parkedTime = 0;
  #longestParked = 0;

  constructor(name: string, rows: readonly string[]) {
    this.#name = name;
    this.#rows = rows;
    this.histogram = new ResponseHistogram(rows.length * columns);
  }

  get finished(): number {
    return this.histogram.count + this.failed;
  }

  /** @throws Error where the parts of the path are not the whole: a bug of the engine. */
  completed(response: number, jobs: Jobs, job: number): void {
    const { path } = jobs;
    const offset = job * this.#rows.length * columns;
    let sum = 0;
    for (let row = 0; row < this.#rows.length; row++) {
      const index = offset + row * columns;
      sum += (path[index + waiting] as number) + (path[index + service] as number);
    }
    if (sum !== response) throw new Error(`an operation of ${this.#name} took ${response} ticks, its path ${sum}`);
    this.histogram.record(response, path, offset);
    if (jobs.hasParked[job] === 0) return;
    this.#parked++;
    this.#parkedTime += response;
    if (response > this.#longestParked) this.#longestParked = response;
  }

  clear(): void {
    this.histogram.clear();
    this.failed = 0;
    this.#parked = 0;
    this.#parkedTime = 0;
    this.#longestParked = 0;
  }

  outcome(windowTicks: number): ClassOutcome {
    const { histogram } = this;
    return {
      name: this.#name,
      completed: histogram.count,
      failed: this.failed,
      throughputPerSecond: histogram.count / toSeconds(windowTicks),
      meanNs: histogram.meanNs(),
      maxNs: histogram.maxNs(),
      histogram,
      rows: pathRows(this.#rows, histogram.meanBetween(0, 1)),
      parked: {
        operations: this.#parked,
        meanNs: this.#parked === 0 ? null : toNs(this.#parkedTime / this.#parked),
        maxNs: this.#parked === 0 ? null : toNs(this.#longestParked),
      },
    };
  }
}

/** Rows that no operation of the class visited are left out. */
function pathRows(names: readonly string[], means: readonly number[] | null): PathRow[] {
  if (means === null) return [];
  return names
    .map((row, index) => ({
      row,
      waitingNs: means[index * columns + waiting] as number,
      serviceNs: means[index * columns + service] as number,
      // Visits are counted, not timed: undo the conversion from ticks.
      visits: (means[index * columns + visits] as number) / toNs(1),
    }))
    .filter(({ visits }) => visits > 0);
}
