import { describe, expect, it } from 'vitest';
import type { Network, Program, Station, Step } from '../engine/network.ts';
import type { ModelConfigurationInput } from './configuration.ts';
import { exactly } from './duration.ts';
import { networkOf } from './network-of.ts';
import { OPERATIONS } from './operation.ts';
import { PRESETS } from './presets.ts';
import { flattened } from './rows.ts';
import { parsed } from './testing/configurations.ts';

const KIB = 1024;

describe('the network of', () => {
  it.each(PRESETS.map(({ name, configuration }) => ({ name, configuration })))('$name is well formed', ({ configuration }) => {
    const { network, rows } = networkOf(configuration);
    expect(faultsOf(network)).toEqual([]);
    expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length);
  });

  it.each(OPERATIONS)('%s is well formed on every transport', (operation) => {
    const isData = operation === 'read' || operation === 'write' || operation === 'create-write-close';
    const isListing = operation === 'list' || operation === 'scandir-stat';
    const asked = { operation, clients: 2, directories: 2, bytes: isData ? 300 * KIB : 0, entries: isListing ? 20 : 0 } as const;
    const common = { schemaVersion: 1, name: operation, cpus: 2, kernel: '6.12', work: asked } as const;
    const pool = { kind: 'default-n-areas', slots: 32_768, areas: 2 } as const;
    const inputs: ModelConfigurationInput[] = [
      { ...common, transport: 'virtiofs', pool, queues: 2, work: { ...asked, sameFile: true, libuvThreads: 4 } },
      { ...common, transport: '9p-socket', pool: { kind: 'none' } },
      { ...common, transport: '9p-virtio', pool: { ...pool, whenFull: 'wait' } },
    ];
    for (const input of inputs) expect(faultsOf(networkOf(parsed(input)).network)).toEqual([]);
  });
});

describe('what is not well formed', () => {
  const wait = { row: 'row', whenFull: 'wait' } as const;
  const lock = { kind: 'resource', name: 'lock', units: 1 } as const;
  const taken: Step = { kind: 'seize', at: 'lock', units: 1, ...wait };
  const given: Step = { kind: 'release', at: 'lock', units: 1 };
  const served = (at: string, unlessBusy: string | null): Step => ({
    kind: 'serve',
    at,
    row: 'row',
    time: exactly(1),
    unlessBusy,
  });
  const network = (stations: readonly Station[], program: Program): Network => ({
    stations,
    classes: [{ name: 'work', population: { kind: 'closed', clients: 1, think: exactly(0) }, programs: [program] }],
  });

  it.each<[string, Network, string]>([
    ['a station twice', network([lock, lock], []), 'two stations lock'],
    ['a step without its station', network([lock], [served('nowhere', null)]), 'serve at nowhere, which is undefined'],
    ['a step at a station of another kind', network([lock], [served('lock', null)]), 'serve at lock, which is resource'],
    ['a lock that is kept', network([lock], [taken]), 'program 0 of work keeps 1 of lock'],
    ['a lock that was not taken', network([lock], [given]), 'program 0 of work keeps less than nothing of lock'],
    ['nobody to be woken', network([{ kind: 'delay', name: 'delay' }], [served('delay', 'nowhere')]), 'unless undefined is busy'],
    [
      'an attempt that parks nowhere',
      network([lock], [{ kind: 'attempt', steps: [taken, given], otherwise: { kind: 'park', at: 'lock', row: 'row' } }]),
      'nothing to park at',
    ],
  ])('%s', (_, bad, fault) => {
    expect(faultsOf(bad)).toContain(fault);
  });
});

/** What is wrong with a network: steps without a station, and what is taken and never given back. Empty for a good one. */
function faultsOf({ stations, classes }: Network): string[] {
  const kinds = new Map(stations.map(({ name, kind }) => [name, kind]));
  const twice = stations.filter(({ name }, index) => stations.findIndex((one) => one.name === name) !== index);
  return [
    ...twice.map(({ name }) => `two stations ${name}`),
    ...classes.flatMap(({ name, programs }) =>
      programs.flatMap((program, index) => [
        ...flattened(program).flatMap((step) => misplaced(step, kinds)),
        ...kept(program).map((what) => `program ${index} of ${name} keeps ${what}`),
      ]),
    ),
  ];
}

const FITS = {
  serve: ['delay', 'queue', 'sharing'],
  seize: ['resource'],
  release: ['resource'],
  allocate: ['pool'],
  free: ['pool'],
} as const satisfies Partial<Record<Step['kind'], readonly Station['kind'][]>>;

function misplaced(step: Step, kinds: ReadonlyMap<string, Station['kind']>): string[] {
  if (step.kind === 'attempt') {
    const { otherwise, steps } = step;
    const canPark = otherwise.kind === 'fail' || kinds.get(otherwise.at) === 'parking';
    return [
      ...(steps.some(({ kind }) => kind === 'attempt') ? ['an attempt in an attempt'] : []),
      ...(canPark ? [] : ['nothing to park at']),
    ];
  }
  const kind = kinds.get(step.at);
  const fits: readonly (string | undefined)[] = FITS[step.kind];
  const wakes = step.kind === 'serve' && step.unlessBusy !== null ? [kinds.get(step.unlessBusy)] : [];
  return [
    ...(fits.includes(kind) ? [] : [`${step.kind} at ${step.at}, which is ${kind}`]),
    ...wakes.filter((one) => one !== 'queue' && one !== 'resource').map((one) => `unless ${one} is busy`),
  ];
}

function kept(program: Program): string[] {
  const held = new Map<string, number>();
  const faults: string[] = [];
  const change = (at: string, by: number): void => {
    const now = (held.get(at) ?? 0) + by;
    if (now < 0) faults.push(`less than nothing of ${at}`);
    held.set(at, now);
  };
  for (const step of flattened(program)) {
    if (step.kind === 'seize') change(step.at, step.units);
    else if (step.kind === 'release') change(step.at, -step.units);
    else if (step.kind === 'allocate') change(step.at, 1);
    else if (step.kind === 'free') change(step.at, -1);
  }
  return [...faults, ...[...held].filter(([, units]) => units > 0).map(([at, units]) => `${units} of ${at}`)];
}
