import type { Description } from './describe.ts';

export interface OutlierCount {
  readonly mild: number;
  readonly severe: number;
}

/** Iglewicz & Hoaglin 1993: the modified z-score; 3.5 is their cut, 10 is hyperfine's. */
const THRESHOLDS = { mild: 3.5, severe: 10, normalConsistency: 0.6745 } as const;

/** Outliers are counted and shown, never dropped. Without unit: z = 0.6745·(x − median)/MAD. */
export function countOutliers(values: ArrayLike<number>, { median, mad }: Pick<Description, 'median' | 'mad'>): OutlierCount {
  const spread = mad === 0 ? Number.EPSILON : mad;
  let mild = 0;
  let severe = 0;
  for (let i = 0; i < values.length; i++) {
    const z = Math.abs((THRESHOLDS.normalConsistency * ((values[i] as number) - median)) / spread);
    if (z > THRESHOLDS.severe) severe++;
    else if (z > THRESHOLDS.mild) mild++;
  }
  return { mild, severe };
}
