import { randomFor, shuffled } from '../core/random.ts';

/**
 * Which configuration each boot has, by index. Every round holds each of them once, in an order of its own; every second round is the
 * one before it reversed (ABBA), so that what drifts evenly over the boots falls on all configurations alike.
 */
export function bootOrder(configurations: number, rounds: number, seed: number): number[] {
  const all = Array.from({ length: configurations }, (_, index) => index);
  return Array.from({ length: rounds }, (_, round) => {
    const forward = shuffled(all, randomFor(seed, 'boots', Math.floor(round / 2)));
    return round % 2 === 0 ? forward : forward.reverse();
  }).flat();
}
