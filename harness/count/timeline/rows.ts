import type { Count } from '../../core/counting.ts';
import { counted, notCounted } from '../counts.ts';
import { BANDS } from './bands.ts';
import type { Partition } from './partition.ts';

const SOURCE = 'timeline';

export function timelineCounts({ time, operations, awake, events, requestTime, requests }: Partition): Count[] {
  const rows: Count[] = [counted(SOURCE, 'available', 1)];
  for (const band of BANDS)
    if (operations.has(band)) rows.push(counted(SOURCE, 'operations', operations.get(band) ?? 0, { subkey: band }));
  for (const [band, parts] of time)
    for (const [part, ns] of parts) rows.push(counted(SOURCE, 'time', ns, { key: part, subkey: band, unit: 'ns' }));
  for (const [state, parts] of Object.entries(awake))
    for (const [part, ns] of parts) rows.push(counted(SOURCE, state, ns, { key: part, subkey: 'all', unit: 'ns' }));
  for (const [part, count] of events) if (count > 0) rows.push(counted(SOURCE, 'events', count, { key: part, subkey: 'all' }));
  for (const [type, parts] of requestTime)
    for (const [part, ns] of parts) rows.push(counted(SOURCE, 'request-time', ns, { key: type, subkey: part, unit: 'ns' }));
  for (const [type, count] of requests) rows.push(counted(SOURCE, 'requests-timed', count, { key: type }));
  return rows;
}

export function noTimeline(reason: string): Count[] {
  return [notCounted(SOURCE, 'available', reason)];
}
