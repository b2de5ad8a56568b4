import type { Count, Timeline } from '../../core/counting.ts';
import { errorText } from '../../core/errors.ts';
import type { Transport } from '../../core/transport.ts';
import { notCounted } from '../counts.ts';
import { TraceInstance } from '../tracing/tracefs.ts';
import { addEvents, type FoundEvents } from './add-events.ts';
import { rulesFor } from './part-rules.ts';
import { Recorder } from './recorder.ts';
import { noTimeline } from './rows.ts';
import { timelineOf } from './timeline-of.ts';

/** A timeline that never is, with the reason in every row of a loop. */
function withoutTimeline(reason: string): Timeline {
  return { marker: null, start() {}, finish: () => noTimeline(reason) };
}

/** `transportOf` tells a target's transport by its id. */
export function openTimeline(root: string, runId: string, transportOf: (targetId: string) => Transport): Timeline & Disposable {
  let instance: TraceInstance;
  try {
    instance = new TraceInstance(root, runId, '_timeline');
  } catch (error) {
    return { ...withoutTimeline(`no tracing of our own: ${errorText(error)}`), [Symbol.dispose]() {} };
  }
  try {
    return recording(instance, transportOf);
  } catch (error) {
    instance[Symbol.dispose]();
    return { ...withoutTimeline(`events cannot be recorded: ${errorText(error)}`), [Symbol.dispose]() {} };
  }
}

function recording(instance: TraceInstance, transportOf: (targetId: string) => Transport): Timeline & Disposable {
  const found = addEvents(instance);
  const recorder = new Recorder(instance, found.events);
  let transport: Transport = 'other';
  return {
    marker: instance.path('trace_marker'),
    start(targetId) {
      transport = transportOf(targetId);
      if (whyNot(transport, found) === null) recorder.start();
    },
    finish(calls) {
      const reason = whyNot(transport, found);
      if (reason !== null) return noTimeline(reason);
      const recorded = recorder.stop();
      if (calls === null) return noTimeline('the loop did not come to an end');
      return [...timelineOf(calls, recorded, rulesFor(transport, !found.missing.has('ring'))), ...missingOf(found)];
    },
    [Symbol.dispose]: () => instance[Symbol.dispose](),
  };
}

const REQUESTS_OF: Partial<Record<Transport, '9p' | 'fuse'>> = {
  '9p-socket': '9p',
  '9p-virtio': '9p',
  virtiofs: 'fuse',
  fuse: 'fuse',
};

/** Without the events of threads there is nothing to tell, and without those of its requests not what a thread waits for. */
function whyNot(transport: Transport, { missing }: FoundEvents): string | null {
  const requests = REQUESTS_OF[transport];
  return missing.get('threads') ?? (requests === undefined ? null : (missing.get(requests) ?? null));
}

/** Parts that this kernel does not show: their time is in what surrounds them. */
function missingOf({ missing }: FoundEvents): Count[] {
  const parts = [...missing].filter(([serves]) => serves !== '9p' && serves !== 'fuse' && serves !== 'threads');
  return parts.map(([serves, reason]) => notCounted('timeline', 'missing', reason, { key: serves }));
}
