import type { JobClass, Program, Station } from '../engine/network.ts';
import { bouncingOf, COPIES, type Device } from './bouncing.ts';
import type { Contender, ModelConfiguration } from './configuration.ts';
import { duration, exactly } from './duration.ts';
import type { Mapping } from './mappings.ts';
import type { ParameterValues } from './parameters.ts';
import { serve } from './steps.ts';

export interface Contention {
  readonly stations: readonly Station[];
  readonly classes: readonly JobClass[];
}

/** Those who bounce beside the file share, each in the pool that its device has. */
export function contendersOf(configuration: ModelConfiguration, parameters: ParameterValues): Contention {
  const all = configuration.contenders.map((contender, index) => contending(configuration, parameters, contender, index));
  return { stations: all.flatMap(({ stations }) => stations), classes: all.map(({ jobClass }) => jobClass) };
}

/** As the file server's time. */
const DEVICE_CV = 0.5;
const NS_PER_SECOND = 1e9;

function contending(
  configuration: ModelConfiguration,
  parameters: ParameterValues,
  contender: Contender,
  index: number,
): { stations: readonly Station[]; jobClass: JobClass } {
  const { device, direction, mappingBytes, deviceNs } = contender;
  const name = `contender-${index}`;
  const bouncer: Device = device === 'disk' ? { kind: 'disk' } : { kind: 'pci', index };
  const bouncing = bouncingOf(configuration, parameters, bouncer);
  const mapping: Mapping = { bytes: mappingBytes, isRead: direction === 'read', isPayload: true };
  const mappings = Array.from({ length: contender.mappings }, () => mapping);
  const program: Program = [
    ...bouncing.reserve(mappings),
    // A packet is dropped; a disk's request is queued again until there is room.
    ...bouncing.map(mappings, device === 'disk' ? 'wait' : 'give-up'),
    serve(name, 'device', duration({ value: deviceNs, family: 'erlang', cv: DEVICE_CV })),
    ...bouncing.unmap(mappings, COPIES.name),
    ...bouncing.giveBack(mappings),
  ];
  return {
    stations: [...bouncing.stations, { kind: 'delay', name }],
    jobClass: { name, population: populationOf(contender), programs: [program] },
  };
}

function populationOf({ load }: Contender): JobClass['population'] {
  if (load.kind === 'closed') return { kind: 'closed', clients: load.outstanding, think: exactly(load.thinkNs) };
  return { kind: 'open', interarrival: { family: 'exponential', meanNs: NS_PER_SECOND / load.perSecond } };
}
