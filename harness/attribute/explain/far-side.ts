import { randomFor } from '../../core/random.ts';
import { median } from '../../stats/median.ts';
import { again, COMPARED_DRAWS } from '../evidence/draw.ts';

/** What the same operation takes on the far side, in ns: as measured there, and as it might have been. */
export interface FarSide {
  readonly ns: number;
  /** Empty where nobody asks for intervals. */
  readonly draws: readonly number[];
}

const SEED = 1;

/** From samples boot by boot: the median of each, then over boots. Null where nobody made it there. */
export function farSideIn(boots: readonly (readonly number[])[], name: string, wantsDraws: boolean): FarSide | null {
  const measured = boots.filter((samples) => samples.length > 0);
  if (measured.length === 0) return null;
  const redraw = again(randomFor(SEED, 'far-side', name));
  const chosen = <T>(things: readonly T[]): T[] => redraw(things.length).map((index) => things[index] as T);
  const drawnAgain = (): number => median(chosen(measured).map((samples) => median(chosen(samples))));
  return {
    ns: median(measured.map((samples) => median(samples))),
    draws: wantsDraws ? Array.from({ length: COMPARED_DRAWS }, drawnAgain) : [],
  };
}
