import type { Description } from './describe.ts';

export interface OutlierCount {
  readonly mild: number;
  readonly severe: number;
}

/** Iglewicz & Hoaglin 1993: the modified z-score; 3.5 is their cut, 10 is hyperfine's. */
const THRESHOLDS = { mild: 3.5, severe: 10, normalConsistency: 0.6745 } as const;

/** Outliers are counted and shown, never dropped. */
export function countOutliers(values: readonly number[], description: Description): OutlierCount {
  const spread = description.mad === 0 ? Number.EPSILON : description.mad;
  let mild = 0;
  let severe = 0;
  for (const value of values) {
    const z = Math.abs((THRESHOLDS.normalConsistency * (value - description.median)) / spread);
    if (z > THRESHOLDS.severe) severe++;
    else if (z > THRESHOLDS.mild) mild++;
  }
  return { mild, severe };
}
