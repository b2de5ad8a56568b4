/** Mean time in the queue and at the server, M/M/1: R = S / (1 − ρ); infinite from ρ = 1. Kleinrock, Queueing Systems I, 3.2. */
export function exponentialResponseNs(interarrivalNs: number, serviceNs: number): number {
  const utilisation = serviceNs / interarrivalNs;
  return utilisation < 1 ? serviceNs / (1 - utilisation) : Number.POSITIVE_INFINITY;
}

/** P(W > t) of the time in the queue, M/M/1 first come, first served: ρ·e^(−(µ − λ)t). Kleinrock, Queueing Systems I, 5.12. */
export function exponentialWaitTail(interarrivalNs: number, serviceNs: number, beyondNs: number): number {
  const utilisation = serviceNs / interarrivalNs;
  return utilisation < 1 ? utilisation * Math.exp((-(1 - utilisation) * beyondNs) / serviceNs) : 1;
}

/**
 * Mean time in the queue, M/G/1: Pollaczek–Khinchine Wq = λ·E[S²] / (2(1 − ρ)), with E[S²] = S²(1 + cv²).
 * Kleinrock, Queueing Systems I, 5.6.
 * @param cv coefficient of variation of the service: 0 deterministic, 1 exponential, 1/√k Erlang-k
 */
export function generalWaitNs(interarrivalNs: number, serviceNs: number, cv: number): number {
  const utilisation = serviceNs / interarrivalNs;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  return (utilisation * serviceNs * (1 + cv * cv)) / (2 * (1 - utilisation));
}
