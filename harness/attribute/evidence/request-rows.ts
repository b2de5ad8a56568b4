import type { CounterRow } from '../../core/counting.ts';

/** By type, per operation, over the traced steps of a cell; null where nobody counted them. */
export function requestsOf(rows: readonly CounterRow[]): Record<string, number> | null {
  const own = rows.filter(
    ({ source, counter, pass }) => pass === 'traced' && (source === '9p' || source === 'fuse') && counter === 'requests',
  );
  const counted = own.filter(({ value }) => value !== null);
  if (counted.length === 0) return null;
  const operations = operationsOf(counted);
  const requests: Record<string, number> = {};
  for (const { key, value } of counted)
    if (key !== null) requests[key] = (Object.hasOwn(requests, key) ? (requests[key] ?? 0) : 0) + (value ?? 0) / operations;
  return requests;
}

/** Per operation, of the devices of this kind of mount; null where not counted. */
export function bouncedOf(rows: readonly CounterRow[], driver: RegExp): { mappings: number; bytes: number } | null {
  const own = rows.filter(({ source, pass, value }) => pass === 'traced' && source === 'swiotlb' && value !== null);
  const mappings = own.filter(({ counter }) => counter === 'bounced-mappings');
  if (mappings.length === 0) return null;
  const operations = operationsOf(mappings);
  const sum = (of: string): number =>
    own
      .filter(({ counter, key }) => counter === of && key !== null && driver.test(key))
      .reduce((total, { value }) => total + (value ?? 0), 0) / operations;
  return { mappings: sum('bounced-mappings'), bytes: sum('bounced-bytes') };
}

/** Of the steps that the rows belong to, each once. */
function operationsOf(rows: readonly CounterRow[]): number {
  const steps = new Map(rows.map(({ runId, order, operations }) => [`${runId} ${order}`, operations]));
  return Math.max(
    1,
    [...steps.values()].reduce((sum, operations) => sum + operations, 0),
  );
}
