/** Which operations of a step a figure is of. */
export const BANDS = ['all', 'middle', 'tail'] as const;
export type Band = (typeof BANDS)[number];

/** Fewer operations have no slowest tenth. */
const LEAST_FOR_TAIL = 10;

/** The bands of each operation: the middle half, and the slowest tenth. */
export function bandsOf(latencies: readonly number[]): readonly (readonly Band[])[] {
  const { length } = latencies;
  const bands: Band[][] = latencies.map(() => ['all']);
  const bySpeed = latencies.map((_, index) => index).sort((a, b) => (latencies[a] ?? 0) - (latencies[b] ?? 0));
  for (const index of bySpeed.slice(Math.floor(length / 4), Math.ceil((3 * length) / 4))) bands[index]?.push('middle');
  if (length >= LEAST_FOR_TAIL) for (const index of bySpeed.slice(length - Math.floor(length / 10))) bands[index]?.push('tail');
  return bands;
}
