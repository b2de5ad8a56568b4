import type { Cell } from '../core/cell.ts';
import type { Metric } from '../core/sample.ts';
import type { Series } from '../core/series.ts';

/** A series while it is read. */
export class SeriesColumns {
  readonly #of: Pick<Series, 'runId' | 'cell' | 'metric' | 'emulated'>;
  readonly #invalid = new Map<string, number>();
  readonly #bootIds = new Map<string | null, number>();
  #bootId: string | null | undefined;
  #boot = 0;
  #length = 0;
  #values = new Float64Array(16);
  #blocks = new Int32Array(16);
  #boots = new Int32Array(16);

  constructor(runId: string, cell: Cell, metric: Metric, emulated: boolean | null) {
    this.#of = { runId, cell, metric, emulated };
  }

  add(value: number, block: number, bootId: string | null): void {
    if (this.#bootId !== bootId) this.#boot = this.#bootOf(bootId);
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#blocks[this.#length] = block;
    this.#boots[this.#length] = this.#boot;
    this.#length++;
  }

  leftOut(reason: string): void {
    this.#invalid.set(reason, (this.#invalid.get(reason) ?? 0) + 1);
  }

  done(): Series {
    return {
      ...this.#of,
      values: this.#values.slice(0, this.#length),
      blocks: this.#blocks.slice(0, this.#length),
      boots: this.#boots.slice(0, this.#length),
      bootIds: [...this.#bootIds.keys()],
      invalid: this.#invalid,
    };
  }

  #bootOf(bootId: string | null): number {
    const boot = this.#bootIds.get(bootId) ?? this.#bootIds.size;
    this.#bootIds.set(bootId, boot);
    this.#bootId = bootId;
    return boot;
  }

  #grow(): void {
    const length = 2 * this.#length;
    this.#values = grown(this.#values, new Float64Array(length));
    this.#blocks = grown(this.#blocks, new Int32Array(length));
    this.#boots = grown(this.#boots, new Int32Array(length));
  }
}

function grown<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
