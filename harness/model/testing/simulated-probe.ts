import { randomFor } from '../../core/random.ts';
import { simulate } from '../engine/simulate.ts';
import type { ProbeObservation } from '../fit/probe-design.ts';
import { groupedRequests } from '../fit/request-groups.ts';
import { networkOf } from '../path/network-of.ts';
import type { Operation } from '../path/operation.ts';
import { PARAMETERS } from '../path/parameters.ts';
import { callsOf, mappingsOf } from '../path/requests.ts';
import { configurationFor, type Parameters } from '../what-if/configuration-for.ts';
import type { MountFacts, Work } from '../what-if/mount-facts.ts';

interface Call {
  readonly label: string;
  readonly phase: string;
  readonly works: readonly Pick<Work, 'operation' | 'bytes' | 'directories' | 'entries' | 'clients'>[];
}

const KIB = 1024;
const ABOVE = 2;

function call(label: string, phase: string, operation: Operation, own: Partial<Call['works'][number]> = {}): Call {
  return { label, phase, works: [{ operation, bytes: 0, directories: ABOVE, entries: 0, clients: 1, ...own }] };
}

const SIZES = [1, 512, 4 * KIB, 16 * KIB, 64 * KIB, 128 * KIB, 252 * KIB, 256 * KIB, 512 * KIB, 1024 * KIB];
const DEPTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const CALLS: readonly Call[] = [
  call('fstat', 'fstat', 'fstat'),
  ...DEPTHS.map((depth) => call(`stat.d${depth}`, 'stat', 'stat', { directories: ABOVE + depth })),
  call('stat-missing.d0', 'stat-missing', 'stat-missing'),
  call('stat-missing.d3', 'stat-missing', 'stat-missing', { directories: ABOVE + 3 }),
  call('access', 'access', 'access'),
  call('rename', 'rename', 'rename'),
  call('unlink', 'unlink', 'unlink'),
  call('create', 'create', 'create'),
  call('open', 'open', 'open'),
  call('list.10', 'list', 'list', { entries: 10 }),
  call('list.100', 'list', 'list', { entries: 100 }),
  ...SIZES.flatMap((bytes) => [
    call(`read.${bytes}`, 'read', 'read', { bytes }),
    call(`write.${bytes}`, 'write', 'write', { bytes }),
  ]),
  ...[2, 4, 8].flatMap((clients) => [
    call(`read.4k.distinct.c${clients}`, 'read-concurrency', 'read', { bytes: 4 * KIB, clients }),
    call(`stat.distinct.c${clients}`, 'stat-concurrency', 'stat', { clients }),
  ]),
];

/** What the engine measures of a probe on a mount whose parameters are known, each cell with an error of its own. */
export function simulatedProbe(
  facts: MountFacts,
  parameters: Parameters,
  noise: { readonly relative: number; readonly seed: number },
): ProbeObservation[] {
  return CALLS.map(({ label, phase, works }, index): ProbeObservation => {
    const random = randomFor(noise.seed, 'simulated probe', index);
    const factor = 1 + noise.relative * (2 * random.next() - 1);
    const parts = works.map((work) => partOf(facts, { ...work, sameFile: false }, parameters, noise.seed));
    const total = (of: (part: (typeof parts)[number]) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
    const [first] = works;
    return {
      label,
      phase,
      concurrency: first?.clients ?? 1,
      isExclusive: false,
      latencyNs: factor * total(({ latencyNs }) => latencyNs),
      standardErrorNs: noise.relative * total(({ latencyNs }) => latencyNs),
      controlNs: total(({ controlNs }) => controlNs),
      systemCalls: total(({ systemCalls }) => systemCalls),
      components: total(({ components }) => components),
      entries: first?.entries ?? 0,
      requests: groupedRequests(
        Object.fromEntries([...new Set(parts.flatMap(({ types }) => types))].map((type) => [type, counted(parts, type)])),
      ),
      movedBytes: first?.bytes ?? 0,
      readBytes: phase.startsWith('read') ? (first?.bytes ?? 0) : 0,
      writtenBytes: phase.startsWith('write') ? (first?.bytes ?? 0) : 0,
      mappings: total(({ mappings }) => mappings),
    };
  });
}

function counted(parts: readonly { readonly types: readonly string[] }[], type: string): number {
  return parts.flatMap(({ types }) => types).filter((one) => one === type).length;
}

interface Part {
  readonly latencyNs: number;
  readonly controlNs: number;
  readonly systemCalls: number;
  readonly components: number;
  readonly types: readonly string[];
  readonly mappings: number;
}

const LENGTH = { operations: 300, warmUp: 30 } as const;

function partOf(facts: MountFacts, work: Work, parameters: Parameters, seed: number): Part {
  const configuration = configurationFor(facts, work, parameters, { ...LENGTH, seed });
  const [outcome] = simulate(networkOf(configuration).network, configuration.run).classes;
  const calls = callsOf(configuration);
  const components = calls.reduce((sum, one) => sum + one.components, 0);
  const requests = calls.flatMap((one) => one.requests);
  return {
    latencyNs: outcome?.meanNs ?? Number.NaN,
    controlNs: calls.length * PARAMETERS.systemCall.value + components * PARAMETERS.component.value,
    systemCalls: calls.length,
    components,
    types: requests.map(({ type }) => type),
    mappings: requests.reduce((sum, request) => sum + mappingsOf(configuration, request).length, 0),
  };
}
