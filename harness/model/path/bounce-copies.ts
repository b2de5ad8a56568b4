import type { Program, Step } from '../engine/network.ts';
import { exactly } from './duration.ts';
import type { Mapping } from './mappings.ts';
import { serve } from './steps.ts';

/** What the pool does for one mapping: takes its slots, or gives them back. */
type PoolStep = (mapping: Mapping) => Step;

/** Everything is copied at map, even what the device is to write (`swiotlb_bounce`); after the lock of the pool is let go. */
export function mapped(mappings: readonly Mapping[], take: PoolStep, copier: string, nsPerByte: number): Program {
  const copies = new Copies((ns) => serve(copier, 'copy-in', exactly(ns)), nsPerByte);
  return [...mappings.flatMap((mapping) => [take(mapping), ...copies.of(mapping)]), ...copies.rest()];
}

/** What the device wrote is copied back, before its slots are given back. */
export function unmapped(mappings: readonly Mapping[], give: PoolStep, copier: string, nsPerByte: number): Program {
  const copies = new Copies((ns) => serve(copier, 'copy-out', exactly(ns)), nsPerByte);
  return [...mappings.flatMap((mapping) => [...(mapping.isRead ? copies.of(mapping) : []), give(mapping)]), ...copies.rest()];
}

/** A step for each page that is copied; headers of a few bytes join the next step, which spares the simulation many events. */
class Copies {
  readonly #step: (ns: number) => Step;
  readonly #nsPerByte: number;
  #bytes = 0;

  constructor(step: (ns: number) => Step, nsPerByte: number) {
    this.#step = step;
    this.#nsPerByte = nsPerByte;
  }

  of({ bytes, isPayload }: Mapping): Step[] {
    this.#bytes += bytes;
    return isPayload ? this.rest() : [];
  }

  rest(): Step[] {
    const ns = this.#bytes * this.#nsPerByte;
    this.#bytes = 0;
    return ns === 0 ? [] : [this.#step(ns)];
  }
}
