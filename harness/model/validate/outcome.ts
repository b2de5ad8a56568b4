import type { Network } from '../engine/network.ts';
import type { ClassOutcome } from '../engine/outcome.ts';
import { type RunLength, simulate } from '../engine/simulate.ts';

/** What the operations of a network's first class experienced. */
export function operationsOf(network: Network, length: RunLength): ClassOutcome {
  const [operations] = simulate(network, length).classes;
  if (operations === undefined) throw new Error('a simulation without its class');
  return operations;
}
