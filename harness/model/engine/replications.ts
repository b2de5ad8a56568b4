import type { Network } from './network.ts';
import type { Outcome } from './outcome.ts';
import { simulate } from './simulate.ts';

const REPLICATIONS = 12;
/** Student's t with 11 degrees of freedom, two-sided 99.9 %: of a hundred true statements about the engine, a tenth of one fails. */
const T_QUANTILE = 4.437;

/** Independent runs of the same network: only their seeds differ. */
export function replicate(network: Network, length: { readonly operations: number; readonly warmUp: number }): Outcome[] {
  return Array.from({ length: REPLICATIONS }, (_, seed) => simulate(network, { ...length, seed }));
}

/**
 * Null where theory lies inside the 99.9 % interval of the replications' mean, else a sentence. An interval wider than `precision` (a
 * share of what theory says) would contain anything, and is no agreement either.
 */
export function disagreement(figures: readonly number[], theory: number, precision: number): string | null {
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (figures.length - 1);
  const halfWidth = T_QUANTILE * Math.sqrt(variance / figures.length);
  const found = `${figures.length} runs give ${mean} ± ${halfWidth}, theory ${theory}`;
  if (!(Math.abs(mean - theory) <= halfWidth)) return `${found}: outside`;
  return halfWidth <= precision * Math.abs(theory) ? null : `${found}: too wide to tell`;
}
