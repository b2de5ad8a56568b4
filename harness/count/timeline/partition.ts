import type { Part } from '../../core/layers.ts';
import { BANDS, type Band, bandsOf } from './bands.ts';
import type { Window } from './operation-windows.ts';
import type { JoinedRequest, Segment } from './segment.ts';

/** What one thread did, and its calls. */
export interface ThreadWork {
  readonly segments: readonly Segment[];
  readonly joined: readonly JoinedRequest[];
  readonly windows: readonly Window[];
}

/** Times and numbers of events by part. Over the parts, a band's times sum to the time of its operations. */
export interface Partition {
  readonly operations: ReadonlyMap<Band, number>;
  readonly time: ReadonlyMap<Band, ReadonlyMap<Part, number>>;
  /** Of the time of all operations: while the thread itself was on a CPU, and while it could have used one; asleep for the rest. */
  readonly awake: Readonly<Record<'on-cpu' | 'runnable', ReadonlyMap<Part, number>>>;
  readonly events: ReadonlyMap<Part, number>;
  readonly requestTime: ReadonlyMap<string, ReadonlyMap<Part, number>>;
  readonly requests: ReadonlyMap<string, number>;
}

/** What happens between a request being made and its answer; waiting for a CPU afterwards is not the request's. */
const OF_REQUESTS: ReadonlySet<Part> = new Set([
  'request',
  'ring',
  'ring-wait',
  'bounce',
  'pool-wait',
  'doorbell',
  'away',
  'interrupt',
]);

export function partitionOf(threads: readonly ThreadWork[]): Partition {
  const bands = bandsOf(threads.flatMap(({ windows }) => windows.map(({ latency }) => latency)));
  const time = new Map(BANDS.map((band) => [band, new Map<Part, number>()]));
  const operations = new Map<Band, number>();
  const awake = { 'on-cpu': new Map<Part, number>(), runnable: new Map<Part, number>() };
  const events = new Map<Part, number>();
  const requestTime = new Map<string, Map<Part, number>>();
  const requests = new Map<string, number>();
  let operation = 0;
  for (const { segments, joined, windows } of threads) {
    let first = 0;
    for (const window of windows) {
      const own = bands[operation++] ?? [];
      for (const band of own) add(operations, band, 1);
      let covered = 0;
      while ((segments[first]?.to ?? Number.POSITIVE_INFINITY) <= window.from) first++;
      for (let index = first; index < segments.length; index++) {
        const segment = segments[index] as Segment;
        if (segment.from >= window.to) break;
        const ns = Math.min(segment.to, window.to) - Math.max(segment.from, window.from);
        if (ns <= 0) continue;
        covered += ns;
        for (const band of own) add(time.get(band), segment.part, ns);
        if (segment.state !== 'asleep') add(awake[segment.state], segment.part, ns);
        if (segment.type !== null && OF_REQUESTS.has(segment.part)) add(ensured(requestTime, segment.type), segment.part, ns);
      }
      // Before the thread's first event, or none of it at all.
      const missing = window.to - window.from - covered;
      if (missing > 0) for (const band of own) add(time.get(band), 'unexplained', missing);
    }
    const [from, to] = [windows[0]?.from ?? 0, windows.at(-1)?.to ?? 0];
    for (const segment of segments) if (segment.from >= from && segment.from < to) add(events, segment.part, segment.events);
    for (const { type, madeAt } of joined) if (madeAt >= from && madeAt < to) add(requests, type, 1);
  }
  return { operations, time, awake, events, requestTime, requests };
}

function add<Key>(totals: Map<Key, number> | undefined, key: Key, value: number): void {
  totals?.set(key, (totals.get(key) ?? 0) + value);
}

function ensured(totals: Map<string, Map<Part, number>>, key: string): Map<Part, number> {
  const known = totals.get(key);
  if (known !== undefined) return known;
  const made = new Map<Part, number>();
  totals.set(key, made);
  return made;
}
