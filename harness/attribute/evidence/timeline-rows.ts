import type { CounterRow } from '../../core/counting.ts';
import { isPart, type Part } from '../../core/layers.ts';
import type { Band, RequestTime, States, TracedPass } from './cell-evidence.ts';
import { noTimes, type PartTimes, partIndex, total } from './part-times.ts';

const TIMELINE = 'timeline';
const MISSING = 'missing';

/** The rows of one traced step; null where it has no timeline, or an empty one. */
export function timelineOf(rows: readonly CounterRow[]): TracedPass['timeline'] {
  const own = rows.filter(({ source }) => source === TIMELINE);
  const all = bandOf(own, 'all');
  if (all === null || total(all.times) === 0) return null;
  const events = noTimes();
  for (const { counter, key, subkey, value } of own)
    if (counter === 'events' && subkey === 'all') add(events, key, (value ?? 0) / all.operations);
  return { all, tail: bandOf(own, 'tail'), events, states: statesOf(own, all) };
}

/** Asleep is the rest. */
function statesOf(rows: readonly CounterRow[], { operations, times }: Band): States | null {
  if (!rows.some(({ counter }) => counter === 'on-cpu')) return null;
  const state = (name: string): PartTimes => {
    const found = noTimes();
    for (const { counter, key, subkey, value } of rows)
      if (counter === name && subkey === 'all') add(found, key, (value ?? 0) / operations);
    return found;
  };
  const onCpu = state('on-cpu');
  const runnable = state('runnable');
  const asleep = times.map((ns, part) => Math.max(0, ns - (onCpu[part] as number) - (runnable[part] as number)));
  return { onCpu, runnable, asleep };
}

/** Per operation. */
function bandOf(rows: readonly CounterRow[], band: string): Band | null {
  const operations = rows.find(({ counter, subkey }) => counter === 'operations' && subkey === band)?.value ?? 0;
  if (operations === 0) return null;
  const times = noTimes();
  for (const { counter, key, subkey, value } of rows)
    if (counter === 'time' && subkey === band) add(times, key, (value ?? 0) / operations);
  return { operations, times };
}

/** Over any number of steps. */
export function requestTimesOf(rows: readonly CounterRow[]): RequestTime[] {
  const types = new Map<string, { requests: number; readonly times: PartTimes }>();
  for (const { source, counter, key, subkey, value } of rows) {
    if (source !== TIMELINE || key === null || value === null) continue;
    if (counter !== 'requests-timed' && counter !== 'request-time') continue;
    const type = types.get(key) ?? { requests: 0, times: noTimes() };
    types.set(key, type);
    if (counter === 'requests-timed') type.requests += value;
    else add(type.times, subkey, value);
  }
  return [...types].filter(([, { requests }]) => requests > 0).map(([type, rest]) => ({ type, ...rest }));
}

/** Parts whose events this kernel has not got: their time is in others. */
export function missingParts(rows: readonly CounterRow[]): Set<Part> {
  const missing = rows.filter(({ source, counter }) => source === TIMELINE && counter === MISSING);
  return new Set(missing.flatMap(({ key }) => (key !== null && isPart(key) ? [key] : [])));
}

/** Why there is none, where a step says so. */
export function whyNoTimeline(rows: readonly CounterRow[]): string | null {
  return (
    rows.find(
      ({ source, counter, value, reason }) => source === TIMELINE && counter !== MISSING && value === null && reason !== null,
    )?.reason ?? null
  );
}

/** A part that this program does not know (a newer one wrote it) is time that it cannot explain. */
function add(times: PartTimes, part: string | null, value: number): void {
  const known: Part = part !== null && isPart(part) ? part : 'unexplained';
  const index = partIndex(known);
  times[index] = (times[index] as number) + value;
}
