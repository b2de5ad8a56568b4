/** What one operation demands of a closed system; clients wait for their result, think, and start the next. */
export interface Demands {
  readonly thinkNs: number;
  /** D: service at all stations together, without waiting. */
  readonly totalNs: number;
  /** Dmax: service at the busiest station, divided by its servers. */
  readonly largestNs: number;
}

const NS_PER_SECOND = 1e9;

/*
 * Asymptotic bounds of operational analysis: they follow from counting alone and hold for any distribution.
 * Denning & Buzen, ACM Computing Surveys 10 (1978) 225; Lazowska et al., Quantitative System Performance, chapter 5.
 */

/** X ≤ min(N / (D + Z), 1 / Dmax). */
export function throughputBoundPerSecond(demands: Demands, clients: number): number {
  return NS_PER_SECOND * Math.min(clients / (demands.totalNs + demands.thinkNs), 1 / demands.largestNs);
}

/** R ≥ max(D, N·Dmax − Z). */
export function responseBoundNs(demands: Demands, clients: number): number {
  return Math.max(demands.totalNs, clients * demands.largestNs - demands.thinkNs);
}

/** N* = (D + Z) / Dmax: from here on somebody must be waiting. */
export function kneeClients(demands: Demands): number {
  return (demands.totalNs + demands.thinkNs) / demands.largestNs;
}

export interface CurvePoint {
  readonly clients: number;
  readonly throughputPerSecond: number;
}

export interface BoundViolation {
  readonly clients: number;
  readonly throughputPerSecond: number;
  readonly boundPerSecond: number;
  /** How far above the bound, as a share of it. */
  readonly excess: number;
}

/**
 * With N clients no station can serve each of them faster than it serves one alone: X(N) ≤ N·X(1), where 1/X(1) = D + Z. Who is faster
 * does less per operation under load (fewer wake-ups, batches), and no model with constant demands applies. Null where the bound holds.
 * The same is true between any two populations, so the baseline need not be one client.
 * @param tolerance share by which the measured point may exceed the bound, for the errors of both measurements
 */
export function boundViolation(baseline: CurvePoint, point: CurvePoint, tolerance: number): BoundViolation | null {
  const boundPerSecond = (point.clients / baseline.clients) * baseline.throughputPerSecond;
  const excess = point.throughputPerSecond / boundPerSecond - 1;
  if (excess <= tolerance) return null;
  return { ...point, boundPerSecond, excess };
}
