import type { Distribution, Program, Station, Step, WhenFull } from '../engine/network.ts';
import { mapped, unmapped } from './bounce-copies.ts';
import type { ModelConfiguration, Pool } from './configuration.ts';
import { duration } from './duration.ts';
import { kernelTraits } from './kernel-traits.ts';
import { type Mapping, SLOT_BYTES, slotsOf } from './mappings.ts';
import type { ParameterValues } from './parameters.ts';
import { allocate, free, release, seize, serve } from './steps.ts';

/** Of one device: how its mappings pass the pool that it uses, if it uses one. */
export interface Bouncing {
  readonly stations: readonly Station[];
  /** Before anything is held: room for all of them, where the pool is one that waits. */
  readonly reserve: (mappings: readonly Mapping[]) => Program;
  readonly map: (mappings: readonly Mapping[], whenFull: WhenFull) => Program;
  /** The copies back are made at `copier`, by whoever completes requests. */
  readonly unmap: (mappings: readonly Mapping[], copier: string) => Program;
  /** Of what was reserved. */
  readonly giveBack: (mappings: readonly Mapping[]) => Program;
}

/** Processors copy side by side, so that nobody waits. */
export const COPIES = { kind: 'delay', name: 'copies' } as const satisfies Station;

const UNBOUNCED: Bouncing = {
  stations: [],
  reserve: () => [],
  map: () => [],
  unmap: () => [],
  giveBack: () => [],
};

/** The file share, another PCI device by its number, or any disk. */
export type Device = { readonly kind: 'share' } | { readonly kind: 'pci'; readonly index: number } | { readonly kind: 'disk' };

export function bouncingOf(configuration: ModelConfiguration, parameters: ParameterValues, device: Device): Bouncing {
  const { pool } = configuration;
  switch (pool.kind) {
    case 'none':
      return UNBOUNCED;
    case 'infinite':
      return unlimited(configuration, parameters);
    case 'default-n-areas':
      return limited(configuration, parameters, { name: 'pool-default', ...pool });
    case 'hv-pci-one-area':
    case 'per-device':
      if (device.kind === 'disk') return limited(configuration, parameters, defaultPool(pool.defaultPool, configuration));
      return limited(configuration, parameters, { name: ownPool(pool.kind, device), areas: 1, ...pool });
  }
}

function ownPool(kind: 'hv-pci-one-area' | 'per-device', device: Exclude<Device, { kind: 'disk' }>): string {
  if (kind === 'hv-pci-one-area') return 'pool-hv-pci';
  return device.kind === 'share' ? 'pool-share' : `pool-pci-${device.index}`;
}

interface SizedPool {
  readonly name: string;
  readonly slots: number;
  readonly areas: number;
  readonly whenFull: 'kernel' | 'wait';
}

/** IO_TLB_DEFAULT_SIZE. */
const DEFAULT_SLOTS = (64 * 1024 * 1024) / SLOT_BYTES;

function defaultPool(
  given: Extract<Pool, { kind: 'per-device' }>['defaultPool'],
  { kernel, cpus }: ModelConfiguration,
): SizedPool {
  const areas = kernelTraits(kernel).hasPoolAreas ? 2 ** Math.ceil(Math.log2(cpus)) : 1;
  return { name: 'pool-default', whenFull: 'kernel', ...(given ?? { slots: DEFAULT_SLOTS, areas }) };
}

function limited(configuration: ModelConfiguration, parameters: ParameterValues, pool: SizedPool): Bouncing {
  const { name, slots, areas } = pool;
  const { countsPoolUse } = kernelTraits(configuration.kernel);
  const contended = parameters.poolHandover.value + (countsPoolUse ? parameters.poolCounter.value : 0);
  const room = `${name}-room`;
  const waits = pool.whenFull === 'wait';
  const total = (mappings: readonly Mapping[]): number => mappings.reduce((sum, mapping) => sum + slotsOf(mapping), 0);
  return {
    stations: [
      COPIES,
      // On one processor nothing is handed over.
      { kind: 'pool', name, slots, areas, handoverNs: configuration.cpus === 1 ? 0 : contended },
      ...(waits ? [{ kind: 'resource', name: room, units: slots } as const] : []),
    ],
    reserve: (mappings) => (waits ? [seize(room, 'pool-room', total(mappings))] : []),
    giveBack: (mappings) => (waits ? [release(room, total(mappings))] : []),
    ...copying(configuration, parameters, {
      take: (mapping, whenFull) =>
        allocate(name, 'pool-map', slotsOf(mapping), holding('poolMap', mapping, parameters), whenFull),
      give: (mapping) => free(name, 'pool-unmap', holding('poolUnmap', mapping, parameters)),
    }),
  };
}

/** The same work without a lock or an end. */
function unlimited(configuration: ModelConfiguration, parameters: ParameterValues): Bouncing {
  const name = 'pool-infinite';
  return {
    ...UNBOUNCED,
    stations: [COPIES, { kind: 'delay', name }],
    ...copying(configuration, parameters, {
      take: (mapping) => serve(name, 'pool-map', holding('poolMap', mapping, parameters)),
      give: (mapping) => serve(name, 'pool-unmap', holding('poolUnmap', mapping, parameters)),
    }),
  };
}

interface PoolWork {
  readonly take: (mapping: Mapping, whenFull: WhenFull) => Step;
  readonly give: (mapping: Mapping) => Step;
}

function copying(
  { kernel }: ModelConfiguration,
  { bounceCopy }: ParameterValues,
  { take, give }: PoolWork,
): Pick<Bouncing, 'map' | 'unmap'> {
  const backNsPerByte = bounceCopy.value * kernelTraits(kernel).copiesBack;
  return {
    map: (mappings, whenFull) => mapped(mappings, (mapping) => take(mapping, whenFull), COPIES.name, bounceCopy.value),
    unmap: (mappings, copier) => unmapped(mappings, give, copier, backNsPerByte),
  };
}

/** The parameters are those of a page's two slots. A header's one slot is no cheaper: the search and the lock are what costs. */
function holding(of: 'poolMap' | 'poolUnmap', mapping: Mapping, parameters: ParameterValues): Distribution {
  return duration(parameters[of], parameters.poolSlot.value * Math.max(0, slotsOf(mapping) - 2));
}
