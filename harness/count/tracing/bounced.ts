import type { Count } from '../../core/counting.ts';
import { counted, notCounted } from '../counts.ts';
import { withDriver } from '../device-driver.ts';
import type { Tally } from './traced-event.ts';

const SOURCE = 'swiotlb';

/** Mappings by device and size, which shows whether memory is mapped by page or by larger folio; bytes by device. */
export function bouncedCounts(tally: Tally, nameOf = withDriver): Count[] {
  if ('reason' in tally) return [notCounted(SOURCE, 'bounced-mappings', tally.reason)];
  if (tally.hits.length === 0) return [counted(SOURCE, 'bounced-mappings', 0)];
  const bytes = new Map<string, number>();
  const mappings = tally.hits.map(({ keys: [device = '', size = ''], hits }) => {
    const key = nameOf(device);
    bytes.set(key, (bytes.get(key) ?? 0) + Number(size) * hits);
    return counted(SOURCE, 'bounced-mappings', hits, { key, subkey: size });
  });
  const order = (a: Count, b: Count): number => (a.key ?? '').localeCompare(b.key ?? '') || Number(a.subkey) - Number(b.subkey);
  return [
    ...mappings.sort(order),
    ...[...bytes].map(([key, value]) => counted(SOURCE, 'bounced-bytes', value, { key, unit: 'bytes' })),
  ];
}
