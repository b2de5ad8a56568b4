import { refused } from './refusal.ts';

/**
 * What an operation holds from step to step, so that a program that would not give back what it took, or give back what it does not
 * hold, is refused before it runs.
 */
export class Holdings {
  /** The most allocations that an operation held at once, of all pools together. */
  mostAllocations = 0;
  /** Units of each resource, and the sizes of the allocations of each pool, the oldest first. */
  readonly #units = new Map<string, number>();
  readonly #allocations = new Map<string, readonly number[]>();
  /** What was held when the attempt began that the program is in: doing it twice must not give it back twice. */
  readonly #outside = new Set<string>();

  beginAttempt(): void {
    for (const held of [...this.#units.keys(), ...this.#allocations.keys()]) this.#outside.add(held);
  }

  endAttempt(): void {
    this.#outside.clear();
  }

  seize(at: string, units: number): void {
    if (this.#units.has(at)) throw refused(`a step at ${at}`, 'seized while it is held', 'one at a time');
    this.#units.set(at, units);
  }

  release(at: string, units: number): void {
    this.#assertInside(at);
    const held = this.#units.get(at) ?? 0;
    if (held === 0) throw notHeld(at);
    if (held !== units) throw refused(`what a step releases of ${at}`, String(units), `all ${held} that the operation holds`);
    this.#units.delete(at);
  }

  /** @returns slots of that pool that the operation now holds */
  allocate(at: string, slots: number): number {
    const held = [...(this.#allocations.get(at) ?? []), slots];
    this.#allocations.set(at, held);
    const count = [...this.#allocations.values()].reduce((sum, { length }) => sum + length, 0);
    this.mostAllocations = Math.max(this.mostAllocations, count);
    return held.reduce((sum, size) => sum + size, 0);
  }

  free(at: string): void {
    this.#assertInside(at);
    const [first, ...others] = this.#allocations.get(at) ?? [];
    if (first === undefined) throw notHeld(at);
    if (others.length === 0) this.#allocations.delete(at);
    else this.#allocations.set(at, others);
  }

  /** At the end of an operation. */
  assertNothing(jobClass: string): void {
    const kept = [
      ...[...this.#units].map(([at, units]) => `${units} of ${at}`),
      ...[...this.#allocations].map(([at, { length }]) => `${length} of ${at}`),
    ];
    if (kept.length > 0)
      throw refused(`an operation of class ${jobClass}`, `${kept.join(', ')} kept at its end`, 'all given back');
  }

  #assertInside(at: string): void {
    if (this.#outside.has(at))
      throw refused(`a step at ${at}`, 'given back in an attempt, and taken before it', 'given back after the attempt');
  }
}

function notHeld(at: string): Error {
  return refused(`a step at ${at}`, 'more given back than taken', 'a seize or allocate before it');
}
