import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../engine/simulate.ts';
import { networkOf } from '../path/network-of.ts';
import { VIRTIOFS as GUEST } from '../testing/virtiofs-mount.ts';
import { calibrate } from './calibrate.ts';
import { CHANGE_IDS, type ChangeId } from './changes.ts';
import { configurationFor } from './configuration-for.ts';
import type { KnownCosts } from './known-costs.ts';
import { type KnownMount, Latencies, type WorkSequence } from './latency.ts';
import type { MountFacts, Work } from './mount-facts.ts';
import { type Draw, MIDDLE } from './split.ts';
import { effectsOn, type MeasuredWork } from './what-ifs.ts';

const VIRTIOFS: MountFacts = { ...GUEST, cpus: 4, pool: { kind: 'shared', slots: 32_768, areas: 1 } };
const NINEP: MountFacts = { ...VIRTIOFS, transport: '9p-socket', pool: { kind: 'none' } };
const KNOWN: KnownCosts = {
  callNs: 700,
  componentNs: 300,
  copyNsPerByte: 0.1,
  requestNs: 100_000,
  readNsPerByte: 0.8,
  writeNsPerByte: 0.6,
  entryNs: 3000,
  serialShare: 0.6,
  awayShare: null,
  dmaShare: null,
  bounceNsPerByte: null,
  requestError: 0.05,
  byteError: 0.1,
};
const mount = (facts: MountFacts, known: Partial<KnownCosts> = {}): KnownMount => ({
  facts,
  knownFor: () => ({ ...KNOWN, ...known }),
});

const ONE: Work = { operation: 'stat', bytes: 0, directories: 3, entries: 0, clients: 1, sameFile: false };
const STAT: WorkSequence = [{ work: ONE, times: 1 }];
const read = (bytes: number, clients = 1): WorkSequence => [
  { work: { ...ONE, operation: 'read', directories: 0, bytes, clients }, times: 1 },
];
const measured = (works: WorkSequence, measuredNs: number): MeasuredWork => ({
  works,
  measuredNs,
  isWhole: true,
  replaced: null,
});
const DRAWS = { draws: 12, seed: 1 };
const MIDDLES: Draw = { own: MIDDLE, other: MIDDLE };

function effect(effects: ReturnType<typeof effectsOn>, id: ChangeId): ReturnType<typeof effectsOn>[number] {
  const found = effects.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} does not apply`);
  return found;
}

describe.each([
  ['virtiofs', VIRTIOFS],
  ['9P', NINEP],
])('the mean of one client by %s', (_, facts) => {
  it.each<[string, Work]>([
    ['a stat', ONE],
    ['a large read', { ...ONE, operation: 'read', directories: 0, bytes: 262_144 }],
    ['a listing', { ...ONE, operation: 'list', entries: 100 }],
  ])('of %s is what the simulation finds', (_name, work) => {
    const parameters = calibrate(facts, KNOWN, MIDDLE);
    const configuration = configurationFor(facts, work, parameters, { operations: 2000, warmUp: 10, seed: 1 });
    const [simulated] = simulate(networkOf(configuration).network, configuration.run).classes;
    const summed = new Latencies(mount(facts), null, 1).of([{ work, times: 1 }], new Set(), MIDDLES);
    expect(summed / (simulated?.meanNs ?? Number.NaN)).toBeCloseTo(1, 1.5);
  });
});

describe('a change that changes nothing', () => {
  it('changes exactly nothing: several queues for one thread, another pool where nobody else uses it', () => {
    const effects = effectsOn(measured(read(4096), 130_000), mount(VIRTIOFS), null, DRAWS);
    for (const id of ['four-queues', 'dedicated-pool', 'more-areas'] as const) {
      expect(effect(effects, id)).toMatchObject({ changeNs: 0, lowNs: 0, highNs: 0 });
    }
  });

  it('is told apart from one that does not apply', () => {
    const ids = effectsOn(measured(STAT, 700_000), mount(NINEP), mount(VIRTIOFS), DRAWS).map(({ id }) => id);
    expect(ids).toEqual(['cached-lookups', 'other-transport']);
  });

  it('is the same mount in the place of itself', () => {
    const works = read(65_536, 4);
    const own = new Latencies(mount(VIRTIOFS), mount(VIRTIOFS), 1);
    expect(own.of(works, new Set(['other-transport']), MIDDLES)).toBe(own.of(works, new Set(), MIDDLES));
  });
});

describe('what is better cannot be slower', () => {
  const improvements = ['dedicated-pool', 'more-areas', 'no-bounce-copies', 'cached-lookups'] as const;

  it('for any operation, size and machine', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...improvements),
        fc.constantFrom<Work['operation']>('stat', 'open', 'read', 'write', 'rename'),
        fc.integer({ min: 1, max: 300_000 }),
        fc.integer({ min: 1, max: 16 }),
        fc.constantFrom('6.1', '6.12', '6.18'),
        (change, operation, bytes, cpus, kernel) => {
          const isData = operation === 'read' || operation === 'write';
          const works: WorkSequence = [{ work: { ...ONE, operation, bytes: isData ? bytes : 0 }, times: 1 }];
          const latencies = new Latencies(mount({ ...VIRTIOFS, cpus, kernel }), null, 1);
          const base = latencies.of(works, new Set(), MIDDLES);
          expect(latencies.of(works, new Set([change]), MIDDLES)).toBeLessThanOrEqual(base);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('with several threads, within the error of a mean of 120 operations: four queues, more areas, no copies', () => {
    const latencies = new Latencies(mount(VIRTIOFS), null, 1);
    const works = read(4096, 8);
    const base = latencies.of(works, new Set(), MIDDLES);
    for (const id of ['four-queues', 'more-areas', 'no-bounce-copies'] as const) {
      expect(latencies.of(works, new Set([id]), MIDDLES)).toBeLessThan(1.01 * base);
    }
    expect(latencies.of(works, new Set(['four-queues']), MIDDLES)).toBeLessThan(0.8 * base);
  });
});

describe('an interval', () => {
  it('of the copies reaches from nothing to half of the slope of reads: no data inside the guest tell more', () => {
    const bytes = 262_144;
    const effects = effectsOn(measured(read(bytes), 310_000), mount(VIRTIOFS), null, { draws: 60, seed: 1 });
    const { lowNs, highNs, changeNs } = effect(effects, 'no-bounce-copies');
    const all = 0.8 * bytes;
    expect(highNs).toBeGreaterThan(-0.2 * all);
    expect(lowNs).toBeLessThan(-0.7 * all);
    expect(changeNs).toBeGreaterThan(lowNs);
    expect(changeNs).toBeLessThan(highNs);
  });

  it('of copies that traces saw is as narrow as what is known of bytes', () => {
    const traced = mount(VIRTIOFS, { bounceNsPerByte: 0.1 });
    const effects = effectsOn(measured(read(262_144), 310_000), traced, null, { draws: 60, seed: 1 });
    const { lowNs, highNs, changeNs } = effect(effects, 'no-bounce-copies');
    expect(changeNs / (-2 * 0.1 * 262_144)).toBeGreaterThan(0.9);
    expect(changeNs / (-2 * 0.1 * 262_144)).toBeLessThan(1.1);
    expect(highNs / lowNs).toBeGreaterThan(0.5);
  });

  it('is what was measured, with its error, where the other transport was measured too', () => {
    const replaced = { measuredNs: 400_000, error: 0.1 };
    const work = { ...measured(STAT, 700_000), replaced };
    const { changeNs, lowNs, highNs } = effect(effectsOn(work, mount(NINEP), mount(VIRTIOFS), DRAWS), 'other-transport');
    expect(changeNs).toBe(-300_000);
    expect(lowNs).toBeLessThan(-310_000);
    expect(highNs).toBeGreaterThan(-290_000);
  });

  it('is that of the draws, which the seed decides', () => {
    const of = (seed: number): unknown => effectsOn(measured(read(65_536), 160_000), mount(VIRTIOFS), null, { draws: 8, seed });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });
});

describe('order-free shares', () => {
  const effects = effectsOn(measured(STAT, 700_000), mount(NINEP), mount(VIRTIOFS), DRAWS);

  it('sum to what all changes do together', () => {
    const together = new Latencies(mount(NINEP), mount(VIRTIOFS), 1);
    const ids = new Set(effects.map(({ id }) => id));
    const base = together.of(STAT, new Set(), MIDDLES);
    const all = together.of(STAT, ids, MIDDLES) - base;
    const sum = effects.reduce((total, { shapley }) => total + (shapley?.share ?? 0), 0);
    expect(sum / (all * (700_000 / base))).toBeCloseTo(1, 6);
  });

  it('show that caching look-ups is worth little once another change has taken their cost away', () => {
    const { shapley } = effect(effects, 'cached-lookups');
    expect(Math.abs(shapley?.lastIn ?? 0)).toBeLessThan(Math.abs(shapley?.firstIn ?? 0));
  });
});

it('never promises more time than there is', () => {
  const free = { requestNs: 10_000_000 };
  for (const { changeNs, lowNs } of effectsOn(measured(STAT, 50_000), mount(VIRTIOFS, free), null, DRAWS)) {
    expect(changeNs).toBeGreaterThanOrEqual(-50_000);
    expect(lowNs).toBeGreaterThanOrEqual(-50_000);
  }
});

it('knows a title for every change', () => {
  const effects = effectsOn(measured(STAT, 700_000), mount(VIRTIOFS), mount(NINEP), DRAWS);
  expect(effects.map(({ id }) => id)).toEqual(CHANGE_IDS);
  expect(effects.map(({ title }) => title)).toContain('9P over a socket in place of virtiofs');
});
