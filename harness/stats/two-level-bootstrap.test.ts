import { describe, expect, it } from 'vitest';
import { mulberry32 } from './testing/mulberry32.ts';
import { bootstrapRatio, pairedBootstrapRatio } from './two-level-bootstrap.ts';

const base = [
  [10, 10.2, 10.4],
  [10.6, 10.8, 11],
  [9.8, 10, 10.2],
  [10.4, 10.6, 10.5],
  [10.1, 10.3, 10.5],
  [10.2, 10.2, 10.6],
];
const candidate = [
  [9.5, 9.6, 9.9],
  [9.9, 10.1, 10],
  [9.2, 9.5, 9.4],
  [9.8, 9.7, 10],
  [9.6, 9.4, 9.7],
  [9.9, 9.8, 9.5],
];

/** Every one of the 3⁶ resamples of three boots on both sides, once: the digits of the round to the base of three. */
function everyDraw(): () => number {
  const BOOTS = 3;
  let draw = 0;
  return () => {
    const round = Math.floor(draw / (4 * BOOTS));
    const inRound = draw % (4 * BOOTS);
    draw++;
    // Boots and their only samples take turns.
    if (inRound % 2 === 1) return 0;
    return (Math.floor(round / BOOTS ** (inRound / 2)) % BOOTS) / BOOTS + 0.1;
  };
}

describe('boots with one value each', () => {
  const input = { base: [[10], [11], [12]], candidate: [[9], [10], [12]], rounds: 729 };

  it('have the bounds of all 729 resamples', () => {
    const found = bootstrapRatio({ ...input, random: everyDraw() }, [0.95]);
    expect(found.ratio).toBeCloseTo(31 / 33, 12);
    expect(found.bounds[0]?.low).toBeCloseTo(0.8, 12);
    expect(found.bounds[0]?.high).toBeCloseTo(34 / 31, 12);
  });

  it('reach from the smallest to the largest resample at a confidence of 1', () => {
    const { bounds } = bootstrapRatio({ ...input, random: everyDraw() }, [1]);
    expect(bounds[0]?.low).toBeCloseTo(0.75, 12);
    expect(bounds[0]?.high).toBeCloseTo(1.2, 12);
  });
});

describe('six boots with three values each', () => {
  it('repeat the seeded run of the worked example', () => {
    const first = mulberry32(1);
    expect([first(), first()]).toEqual([0.6270739405881613, 0.002735721180215478]);
    const found = bootstrapRatio({ base, candidate, rounds: 2000, random: mulberry32(1) }, [0.95]);
    expect(Math.abs(found.ratio - 0.93871)).toBeLessThan(1e-6);
    expect(Math.abs((found.bounds[0]?.low ?? 0) - 0.910236)).toBeLessThan(1e-6);
    expect(Math.abs((found.bounds[0]?.high ?? 0) - 0.964111)).toBeLessThan(1e-6);
  });

  it('have narrower bounds at less confidence, in the order asked', () => {
    const { bounds } = bootstrapRatio({ base, candidate, rounds: 1000, random: mulberry32(2) }, [0.9, 0.95]);
    expect(bounds.map(({ confidence }) => confidence)).toEqual([0.9, 0.95]);
    const [ninety, more] = bounds;
    expect(ninety?.low).toBeGreaterThanOrEqual(more?.low ?? Number.NaN);
    expect(ninety?.high).toBeLessThanOrEqual(more?.high ?? Number.NaN);
  });

  it('are surer when they are paired, because both sides of a block move together', () => {
    const options = { base, candidate, rounds: 2000 };
    const paired = pairedBootstrapRatio({ ...options, random: mulberry32(3) }, [0.95]);
    const unpaired = bootstrapRatio({ ...options, random: mulberry32(3) }, [0.95]);
    expect(paired.ratio).toBeCloseTo(0.938812, 6);
    const width = ({ bounds }: typeof paired): number => (bounds[0]?.high ?? Number.NaN) - (bounds[0]?.low ?? Number.NaN);
    expect(width(paired)).toBeLessThan(width(unpaired));
  });
});

it('takes the mean of the middle two of an even number of samples', () => {
  const found = bootstrapRatio({ base: [[1, 3]], candidate: [[8, 4, 2, 10]], rounds: 1, random: () => 0 }, [0.95]);
  expect(found.ratio).toBe(3);
  // Always the first sample.
  expect(found.bounds[0]).toEqual({ confidence: 0.95, low: 8, high: 8 });
});

it('has no answer without boots, without samples or for blocks without partner', () => {
  const options = { rounds: 10, random: mulberry32(4) };
  expect(() => bootstrapRatio({ base: [], candidate: [[1]], ...options }, [0.95])).toThrow(RangeError);
  expect(() => bootstrapRatio({ base: [[]], candidate: [[1]], ...options }, [0.95])).toThrow(RangeError);
  expect(() => pairedBootstrapRatio({ base: [[1], [2]], candidate: [[1]], ...options }, [0.95])).toThrow(RangeError);
});
