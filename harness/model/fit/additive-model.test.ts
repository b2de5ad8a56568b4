import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFor } from '../../core/random.ts';
import {
  ADDITIVE_PARAMETERS,
  type AdditiveObservation,
  type AdditiveParameter,
  additiveDesign,
  FUSE_HEADERS,
} from './additive-design.ts';
import { type AdditiveFit, fitAdditive } from './additive-model.ts';

type Path = AdditiveObservation['path'];
type Costs = Readonly<Record<AdditiveParameter, number>>;
const TRUTH: Costs = {
  a_sys: 700,
  r: 60_000,
  m_map: 250,
  m_host: 120,
  b_bounce: 0.111,
  b_hostR: 0.167,
  b_hostW: 0.25,
  b_user: 0.1,
};
const SIZES = [1, 512, 4096, 16_384, 65_536, 131_072, 262_144];
const unmeasured = { latencyNs: 1, standardErrorNs: 1 };

type Kind = AdditiveObservation['operation'];

function cells(path: Path, kinds: readonly Kind[], aligned = true): AdditiveObservation[] {
  return kinds.flatMap((kind) => cellsOf(path, kind, aligned));
}

function cellsOf(path: Path, operation: Kind, aligned: boolean): AdditiveObservation[] {
  switch (operation) {
    case 'fstat':
      return [{ operation, path, ...unmeasured }];
    case 'stat':
      return [0, 1, 2, 4, 8].map((directories) => ({ operation, directories, rootAttributes: 'expired', path, ...unmeasured }));
    case 'read':
    case 'write':
      return SIZES.map((sizeBytes) => ({ operation, sizeBytes, aligned, path, ...unmeasured }));
  }
}

const baseline = cells('tmpfs', ['fstat', 'read']);
const poolOn = [...baseline, ...cells('bounced', ['fstat', 'stat', 'read', 'write'])];
const bothBoots = [...poolOn, ...cells('unbounced', ['fstat', 'stat', 'read', 'write'])];

/** What the model itself would measure; `operations` per cell with a coefficient of variation of 0.25. */
function measure(
  observations: readonly AdditiveObservation[],
  operations: number,
  seed: number,
  costs = TRUTH,
): AdditiveObservation[] {
  const random = randomFor(seed, 'additive model');
  return additiveDesign(observations, FUSE_HEADERS).rows.map((row, index) => {
    const exact = row.reduce((sum, entry, column) => sum + entry * costs[ADDITIVE_PARAMETERS[column] as AdditiveParameter], 0);
    const standardErrorNs = Math.max(0.25 * exact, 50) / Math.sqrt(operations);
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return { ...(observations[index] as AdditiveObservation), latencyNs: exact + normal * standardErrorNs, standardErrorNs };
  });
}

function fitted(fit: AdditiveFit): Extract<AdditiveFit, { status: 'fitted' }> {
  if (fit.status !== 'fitted') throw new Error(`expected a fit: ${fit.reason}`);
  return fit;
}

describe('the costs of one operation, with the pool always on', () => {
  it('are merged where nothing can tell them apart, and say with what', () => {
    const { parameters, combinations } = fitted(fitAdditive(measure(poolOn, 20_000, 1)));
    expect(combinations.map(({ text }) => text)).toEqual(['m_map + m_host', '2·b_bounce + b_hostR', 'b_bounce + b_hostW']);
    expect(parameters.b_bounce).toMatchObject({ status: 'merged', with: ['b_hostR', 'b_hostW'], evidence: 'merged' });
    expect(parameters.m_map).toMatchObject({ status: 'merged', with: ['m_host'], evidence: 'merged' });
    expect([parameters.a_sys.status, parameters.r.status, parameters.b_user.status]).toEqual([
      'identified',
      'identified',
      'identified',
    ]);
  });

  it('bound the copy by half the slope of reads and the slope of writes', () => {
    const { parameters, combinations } = fitted(fitAdditive(measure(poolOn, 20_000, 1)));
    const [, readSlope, writeSlope] = combinations;
    if (parameters.b_bounce.status !== 'merged' || readSlope === undefined || writeSlope === undefined)
      throw new Error('expected two sums');
    expect(parameters.b_bounce.bound).toEqual({ low: 0, high: Math.min(readSlope.high / 2, writeSlope.high) });
    expect(readSlope.low).toBeLessThan(2 * TRUTH.b_bounce + TRUTH.b_hostR);
    expect(readSlope.high).toBeGreaterThan(2 * TRUTH.b_bounce + TRUTH.b_hostR);
  });

  it('never print a split, whatever is measured and however often', () => {
    const kind = fc.constantFrom<Kind[]>('fstat', 'stat', 'read', 'write');
    fc.assert(
      fc.property(
        fc.uniqueArray(kind, { minLength: 1 }),
        fc.boolean(),
        fc.constantFrom(1e3, 1e6, 1e12),
        fc.integer({ min: 0, max: 1000 }),
        (kinds, withUnaligned, operations, seed) => {
          const observations = [
            ...baseline,
            ...cells('bounced', kinds),
            ...(withUnaligned ? cells('bounced', kinds, false) : []),
          ];
          const { parameters } = fitted(fitAdditive(measure(observations, operations, seed)));
          for (const name of ['m_map', 'm_host', 'b_bounce', 'b_hostR', 'b_hostW'] as const) {
            expect(parameters[name].status).not.toBe('identified');
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('have no cost for what was not done', () => {
    const { parameters } = fitted(fitAdditive(measure([...baseline, ...cells('bounced', ['fstat', 'stat', 'read'])], 20_000, 2)));
    expect(parameters.b_hostW).toMatchObject({ status: 'unobserved', evidence: 'none' });
  });
});

describe('a boot without the pool', () => {
  it('tells copy, mapping and host apart', () => {
    const { parameters, combinations } = fitted(fitAdditive(measure(bothBoots, 20_000, 3)));
    expect(combinations).toEqual([]);
    for (const name of ['m_map', 'b_bounce', 'b_hostR', 'b_hostW'] as const) {
      expect(parameters[name]).toMatchObject({ status: 'identified', evidence: 'pool-off' });
    }
    expect(parameters.a_sys.evidence).toBe('latency');
  });

  it('gives intervals that contain the truth in 95 % of experiments', () => {
    const replications = 100;
    let hits = 0;
    for (let seed = 0; seed < replications; seed++) {
      const { parameters } = fitted(fitAdditive(measure(bothBoots, 20_000, seed)));
      for (const name of ADDITIVE_PARAMETERS) {
        const knowledge = parameters[name];
        if (knowledge.status === 'identified' && knowledge.low <= TRUTH[name] && TRUTH[name] <= knowledge.high) hits++;
      }
    }
    const share = hits / replications / ADDITIVE_PARAMETERS.length;
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.98);
  });

  it('cannot make a sum of residuals look precise that the model does not explain', () => {
    const measured = measure(bothBoots, 20_000, 4);
    const bent = measured.map((observation, index) => ({
      ...observation,
      latencyNs: observation.latencyNs * (index % 2 === 0 ? 1.05 : 0.95),
    }));
    const [good, bad] = [fitted(fitAdditive(measured)), fitted(fitAdditive(bent))];
    expect(good.reducedChiSquare).toBeLessThan(2);
    expect(bad.reducedChiSquare).toBeGreaterThan(100);
    expect(width(bad)).toBeGreaterThan(10 * width(good));
  });
});

describe('knowledge from elsewhere', () => {
  it('splits the copy off, with as much certainty as a copy benchmark has', () => {
    const prior = { parameter: 'b_bounce', value: 0.11, standardError: 0.02, evidence: 'memcpy-prior' } as const;
    const { parameters } = fitted(fitAdditive(measure(poolOn, 20_000, 5), [prior]));
    expect(parameters.b_bounce).toMatchObject({ status: 'identified', evidence: 'memcpy-prior' });
    expect(parameters.b_hostR).toMatchObject({ status: 'identified', evidence: 'memcpy-prior' });
    expect(parameters.m_map).toMatchObject({ status: 'merged', with: ['m_host'] });
    if (parameters.b_bounce.status === 'identified') expect(parameters.b_bounce.relativeStandardError).toBeGreaterThan(0.15);
  });
});

describe('what cannot be fitted', () => {
  it('is refused with a reason', () => {
    expect(fitAdditive([])).toMatchObject({ status: 'refused', reason: 'no-observations' });
    expect(fitAdditive(poolOn.map((observation) => ({ ...observation, standardErrorNs: 0 })))).toMatchObject({
      status: 'refused',
      reason: 'not-positive',
    });
  });
});

function width({ parameters }: ReturnType<typeof fitted>): number {
  return parameters.r.status === 'identified' ? parameters.r.high - parameters.r.low : Number.NaN;
}
