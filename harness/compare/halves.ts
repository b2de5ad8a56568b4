import { randomFor, shuffled } from '../core/random.ts';
import type { Series } from '../core/series.ts';
import type { ComparedRun } from './compared-run.ts';
import type { Side } from './pairing.ts';
import type { Selection } from './selection.ts';

/** One configuration under both labels. */
export interface Halves {
  readonly base: Side;
  readonly new: Side;
}

/**
 * Neighbours in time are a pair, and a coin says which of the two is which side: blocks of one run, or runs of several boots. Thus
 * the halves stand to each other as two mounts in one boot, or two kernels over boots that alternate. What has no neighbour is left out.
 */
export function halvesOf(runs: readonly ComparedRun[], seed: number): Halves {
  const [only] = runs;
  const [base, candidate] =
    runs.length === 1 && only !== undefined ? [[halfOf(only, 0, seed)], [halfOf(only, 1, seed)]] : divided(runs, seed);
  return { base: { selection: label('one half'), runs: base }, new: { selection: label('the other half'), runs: candidate } };
}

function label(text: string): Selection {
  return { text, places: [], runs: new Map(), cells: new Map() };
}

function divided(runs: readonly ComparedRun[], seed: number): [ComparedRun[], ComparedRun[]] {
  const inTime = runs.toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const sides: [ComparedRun[], ComparedRun[]] = [[], []];
  for (let pair = 0; pair < inTime.length >> 1; pair++) {
    const [one, other] = shuffled(
      [inTime[2 * pair], inTime[2 * pair + 1]] as [ComparedRun, ComparedRun],
      randomFor(seed, 'aa', pair),
    );
    sides[0].push(one as ComparedRun);
    sides[1].push(other as ComparedRun);
  }
  return sides;
}

function halfOf(run: ComparedRun, side: 0 | 1, seed: number): ComparedRun {
  return { ...run, series: run.series.map((series) => halfOfSeries(series, side, seed)) };
}

/** The two blocks of a pair get one number, as the two mounts of one block have. */
function halfOfSeries(series: Series, side: 0 | 1, seed: number): Series {
  const isMine = (block: number): boolean => (block + coin(seed, block >> 1)) % 2 === side;
  const indices = Array.from(series.blocks.keys()).filter((index) => isMine(series.blocks[index] as number));
  return {
    ...series,
    values: Float64Array.from(indices, (index) => series.values[index] as number),
    blocks: Int32Array.from(indices, (index) => (series.blocks[index] as number) >> 1),
    boots: Int32Array.from(indices, (index) => series.boots[index] as number),
  };
}

function coin(seed: number, pair: number): 0 | 1 {
  return randomFor(seed, 'aa', pair).below(2) as 0 | 1;
}
