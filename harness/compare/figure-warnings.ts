import { type Work, workKey } from '../core/cell.ts';
import type { Metric } from '../core/sample.ts';
import type { JudgedCell } from './judge.ts';
import type { Side } from './pairing.ts';

/** What a comparison says by itself: how many units there are. */
const ANSWERED: ReadonlySet<string> = new Set(['too-few-samples']);

/** Codes of warnings on the figures of two sides. */
export class FigureWarnings {
  readonly #base: ReadonlyMap<string, readonly string[]>;
  readonly #new: ReadonlyMap<string, readonly string[]>;

  constructor(base: Side, candidate: Side) {
    this.#base = codesOf(base);
    this.#new = codesOf(candidate);
  }

  /** On either figure of the cell, each once. */
  on(cell: JudgedCell): string[] {
    const base = this.#base.get(keyOf(cell, cell.target, cell.metric)) ?? [];
    const candidate = this.#new.get(keyOf(cell, (cell.against ?? cell).target, cell.metric)) ?? [];
    return [...new Set([...base, ...candidate])];
  }
}

function codesOf({ runs }: Side): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const row of runs.flatMap(({ summaries }) => summaries)) {
    const codes = row.warnings.filter(({ severity, code }) => severity !== 'info' && !ANSWERED.has(code)).map(({ code }) => code);
    const key = keyOf(row, row.target, row.metric);
    found.set(key, [...(found.get(key) ?? []), ...codes]);
  }
  return found;
}

function keyOf(work: Work, target: string, metric: Metric): string {
  return [workKey(work), target, metric].join('\u0000');
}
