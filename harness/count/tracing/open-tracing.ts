import type { Timeline, Tracing } from '../../core/counting.ts';
import { errorText } from '../../core/errors.ts';
import type { Transport } from '../../core/transport.ts';
import { openTimeline } from '../timeline/open-timeline.ts';
import { bouncedCounts } from './bounced.ts';
import type { Collector } from './collector.ts';
import { addFuseProbes } from './fuse-probes.ts';
import { Histograms } from './histogram.ts';
import { RawBuffer } from './raw-buffer.ts';
import { type Protocol, RequestSource } from './request-source.ts';
import { fuseOpcode, ninePType } from './request-types.ts';
import { BOUNCED, FUSE, type Hit, NINE_P, type Tally, type TracedEvent } from './traced-event.ts';
import { findTracefs, TraceInstance } from './tracefs.ts';

const NINE_P_PROTOCOL: Protocol = {
  source: '9p',
  transports: ['9p-socket', '9p-virtio'],
  typeName: ninePType,
  statfs: 'Tstatfs',
};

const FUSE_PROTOCOL: Protocol = {
  source: 'fuse',
  transports: ['virtiofs', 'fuse'],
  typeName: fuseOpcode,
  statfs: 'STATFS',
};

/** Nothing is counted until `start`: between steps the events cost as much as when nobody traces. */
export function openTracing(runId: string): (Tracing & Disposable) | { readonly reason: string } {
  const tracefs = findTracefs();
  if ('reason' in tracefs) return tracefs;
  let instance: TraceInstance;
  try {
    instance = new TraceInstance(tracefs.path, runId);
  } catch (error) {
    return { reason: `no tracing of our own: ${errorText(error)}` };
  }
  try {
    return tracingBy(instance, (transportOf) => openTimeline(tracefs.path, runId, transportOf));
  } catch (error) {
    instance[Symbol.dispose]();
    return { reason: `tracepoints cannot be counted: ${errorText(error)}` };
  }
}

/** Somebody else's df on the same mount at the same moment spoils one. */
const ATTEMPTS = 3;

/** Events that are counted as one, or why there are none. */
type Source = readonly TracedEvent[] | { readonly reason: string };

type OpenTimeline = (transportOf: (targetId: string) => Transport) => Timeline & Disposable;

function tracingBy(instance: TraceInstance, openTimelineFor: OpenTimeline): Tracing & Disposable {
  const bounced = sourceOf(instance, BOUNCED);
  const nineP = sourceOf(instance, NINE_P);
  const fuse = instance.has('events', FUSE.path) ? [FUSE] : addFuseProbes(instance);
  const events = [bounced, nineP, fuse].flatMap((source) => ('reason' in source ? [] : source));
  const collector = collectorFor(instance, events);
  const tally = (source: Source): Tally => ('reason' in source ? source : added(source.map((event) => collector.read(event))));
  const ninePRequests = new RequestSource(NINE_P_PROTOCOL);
  const fuseRequests = new RequestSource(FUSE_PROTOCOL);
  const transports = new Map<string, Transport>();
  // Last: whatever fails before has nothing more to give back.
  const timeline = openTimelineFor((id) => transports.get(id) ?? 'other');
  let targetId = '';
  return {
    timeline,
    async learn(target, ask) {
      transports.set(target.id, target.transport);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        collector.start();
        const calls = await ask();
        collector.stop();
        const isNineP = ninePRequests.learn(target, calls, tally(nineP));
        if (fuseRequests.learn(target, calls, tally(fuse)) && isNineP) return;
      }
    },
    start(id) {
      targetId = id;
      collector.start();
    },
    finish() {
      collector.stop();
      return [
        ...bouncedCounts(tally(bounced)),
        ...ninePRequests.counts(targetId, tally(nineP)),
        ...fuseRequests.counts(targetId, tally(fuse)),
      ];
    },
    [Symbol.dispose]() {
      timeline[Symbol.dispose]();
      instance[Symbol.dispose]();
    },
  };
}

function sourceOf(instance: TraceInstance, event: TracedEvent): Source {
  if (instance.has('events', event.path)) return [event];
  return { reason: `this kernel has no event ${event.path.replace('/', ':')}: not built in, or its module is not loaded` };
}

function collectorFor(instance: TraceInstance, events: readonly TracedEvent[]): Collector {
  const isPossible = events.every((event) => Histograms.isPossible(instance, event));
  const collector = isPossible ? new Histograms(instance) : new RawBuffer(instance);
  for (const event of events) collector.add(event);
  return collector;
}

function added(tallies: readonly Tally[]): Tally {
  const hits: Hit[] = [];
  for (const tally of tallies) {
    if ('reason' in tally) return tally;
    hits.push(...tally.hits);
  }
  return { hits };
}
