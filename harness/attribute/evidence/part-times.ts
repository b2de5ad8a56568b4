import { PARTS, type Part } from '../../core/layers.ts';

/** Numbers by part, in the order of `PART_NAMES`: the breakdown is made again some hundred thousand times to find its intervals. */
export type PartTimes = Float64Array;

export const PART_NAMES = Object.keys(PARTS) as readonly Part[];

const INDEX: ReadonlyMap<string, number> = new Map(PART_NAMES.map((part, index) => [part, index]));

export function partIndex(part: Part): number {
  return INDEX.get(part) as number;
}

export function noTimes(): PartTimes {
  return new Float64Array(PART_NAMES.length);
}

export function total(times: PartTimes): number {
  let sum = 0;
  for (const ns of times) sum += ns;
  return sum;
}

export function meanTimes(all: readonly PartTimes[]): PartTimes {
  const mean = noTimes();
  for (const times of all)
    for (let part = 0; part < mean.length; part++) mean[part] = (mean[part] as number) + (times[part] as number) / all.length;
  return mean;
}
