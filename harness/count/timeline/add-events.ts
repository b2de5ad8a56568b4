import { errorText } from '../../core/errors.ts';
import type { TraceInstance } from '../tracing/tracefs.ts';
import type { DecoderName } from './decode.ts';
import { type EventFormat, parseFormat } from './event-format.ts';
import {
  FUSE_EVENTS,
  FUSE_PROBES,
  MARKER,
  NINE_P_EVENTS,
  type ProbedFunction,
  RING_PROBES,
  THREAD_EVENTS,
  type WantedEvent,
} from './wanted-events.ts';

/** An event that this kernel has. */
export interface FoundEvent extends WantedEvent {
  readonly format: EventFormat;
}

export interface FoundEvents {
  readonly events: readonly FoundEvent[];
  /** What this kernel does not show, with the reason. */
  readonly missing: ReadonlyMap<'threads' | '9p' | 'fuse' | ProbedFunction['serves'], string>;
}

/** Finds the tracepoints and makes the probes. They write nothing yet. */
export function addEvents(instance: TraceInstance): FoundEvents {
  const events: FoundEvent[] = [];
  const missing = new Map<'threads' | '9p' | 'fuse' | ProbedFunction['serves'], string>();
  const addTracepoints = (serves: 'threads' | '9p' | 'fuse', wanted: readonly WantedEvent[]): void => {
    for (const one of wanted) {
      const found = foundAt(instance, one.path, one.decoder);
      if (found === null) missing.set(serves, `this kernel has no event ${one.path.replace('/', ':')}`);
      else events.push(found);
    }
  };
  const addFunction = ({ serves, names, begin, end }: ProbedFunction, as: 'fuse' | ProbedFunction['serves'] = serves): void => {
    const problems: string[] = [];
    for (const name of names) {
      try {
        const probes = [[instance.addProbes([name], begin.fields)[0] ?? '', begin.decoder] as const];
        if (end !== null) probes.push([instance.addReturnProbe(name, end.fields), end.decoder]);
        events.push(...probes.flatMap(([path, decoder]) => foundAt(instance, path, decoder) ?? []));
      } catch (error) {
        problems.push(`${name}: ${errorText(error)}`);
      }
    }
    if (problems.length === names.length) missing.set(as, `no probe in ${problems.join('; ')}`);
  };
  addTracepoints('threads', [MARKER, ...THREAD_EVENTS]);
  addTracepoints('9p', NINE_P_EVENTS);
  if (FUSE_EVENTS.every(({ path }) => instance.has('events', path))) addTracepoints('fuse', FUSE_EVENTS);
  else addFunction(FUSE_PROBES, 'fuse');
  for (const one of RING_PROBES) addFunction(one);
  return { events, missing };
}

function foundAt(instance: TraceInstance, path: string, decoder: DecoderName): FoundEvent | null {
  if (!instance.has('events', path, 'format')) return null;
  const format = parseFormat(instance.read('events', path, 'format'));
  return format === null ? null : { path, decoder, format };
}
