import type { BlockRecord, RunRecord } from '../../core/run-record.ts';
import type { RunFolder } from '../../record/run-folder.ts';
import { writeRunRecord } from '../../record/run-json.ts';
import type { Survives } from '../../system/whole-file.ts';

/** run.json while the run goes on: every change is written before anything else happens. */
export class Journal {
  readonly folder: RunFolder;
  #record: RunRecord;

  constructor(folder: RunFolder, record: RunRecord) {
    this.folder = folder;
    this.#record = record;
    writeRunRecord(folder.runJson, record);
  }

  get record(): RunRecord {
    return this.#record;
  }

  change(patch: Partial<RunRecord>, survives: Survives = 'crash'): void {
    this.#record = { ...this.#record, ...patch };
    writeRunRecord(this.folder.runJson, this.#record, survives);
  }

  /** Kept in memory until the next change: counts of single loops are no reason to write. */
  count(name: string, outcomes: Readonly<Record<string, number>>): void {
    const before = this.#record.outcomes[name] ?? {};
    const sum = { ...before };
    for (const [key, count] of Object.entries(outcomes)) sum[key] = (sum[key] ?? 0) + count;
    this.#record = { ...this.#record, outcomes: { ...this.#record.outcomes, [name]: sum } };
  }

  block(block: BlockRecord): void {
    const others = this.#record.blocks.filter((known) => known.block !== block.block);
    const earlier = this.#record.blocks.find((known) => known.block === block.block);
    // A resumed block keeps the turns of its first half.
    const order = earlier === undefined ? block.order : [...new Set([...earlier.order, ...block.order])];
    // In the middle of a block it only tells --resume what to skip, which after a crash of the machine is refused anyhow.
    const survives = block.finishedAt === null ? 'kill' : 'crash';
    this.change({ blocks: [...others, { ...block, order }].sort((a, b) => a.block - b.block) }, survives);
  }
}
