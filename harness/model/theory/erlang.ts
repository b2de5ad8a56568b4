/**
 * Probability that an arrival finds all servers busy and is lost, M/G/c/c: B₀ = 1, B_k = a·B_(k−1) / (k + a·B_(k−1)). The recursion has
 * only positive terms, where the closed form with factorials overflows beyond 170 servers. Erlang 1917; Kleinrock, Queueing Systems I, 3.6.
 * @param offeredLoad arrival rate × mean service time, in erlang
 */
export function erlangB(servers: number, offeredLoad: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offeredLoad * blocking) / (k + offeredLoad * blocking);
  return blocking;
}

/**
 * Probability that an arrival has to wait, M/M/c: C = B / (1 − ρ(1 − B)) with ρ = a/c; 1 where the servers cannot keep up.
 * Kleinrock, Queueing Systems I, 3.5.
 */
export function erlangC(servers: number, offeredLoad: number): number {
  const utilisation = offeredLoad / servers;
  if (utilisation >= 1) return 1;
  const blocking = erlangB(servers, offeredLoad);
  return blocking / (1 - utilisation * (1 - blocking));
}

/** Mean time in the queue, M/M/c: Wq = C / (c·µ − λ); infinite where the servers cannot keep up. */
export function multiServerWaitNs(servers: number, interarrivalNs: number, serviceNs: number): number {
  const offeredLoad = serviceNs / interarrivalNs;
  if (offeredLoad >= servers) return Number.POSITIVE_INFINITY;
  return (erlangC(servers, offeredLoad) * serviceNs) / (servers - offeredLoad);
}
