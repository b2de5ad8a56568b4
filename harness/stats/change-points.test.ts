import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFor } from '../core/random.ts';
import { CHANGE_POINTS, ChangePoints, neededFor } from './change-points.ts';

/** What is simulated once serves all tests. */
const alone = new ChangePoints({ ...CHANGE_POINTS, tests: 1 });
const places = (values: readonly number[], search = alone): number[] => search.in(values).map(({ at }) => at);

/** Costs around the levels, with the given spread of their logarithm. */
function noisy(levels: readonly number[], spread: number, seed: number, lagOne = 0): number[] {
  const random = randomFor(seed, 'noisy');
  let last = 0;
  return levels.map((level, index) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    last = index === 0 ? normal : lagOne * last + Math.sqrt(1 - lagOne ** 2) * normal;
    return level * Math.exp(spread * last);
  });
}

const levels = (...parts: readonly (readonly [count: number, level: number])[]): number[] =>
  parts.flatMap(([count, level]) => new Array<number>(count).fill(level));

describe('a step is found where it is', () => {
  it.each([
    ['half as slow again, six boots on each side', levels([6, 100], [6, 150]), 6],
    ['a fifth faster', levels([10, 100], [10, 80]), 10],
    ['near the start', levels([4, 100], [16, 150]), 4],
    ['near the end', levels([16, 100], [4, 150]), 16],
  ])('%s', (_, level, at) => {
    expect(places(noisy(level, 0.03, 1))).toEqual([at]);
  });

  it('and with it the levels on both sides of each, when there are several', () => {
    const found = alone.in(noisy(levels([8, 100], [8, 150], [8, 90]), 0.03, 2));
    expect(found.map(({ at, from, to }) => [from, at, to])).toEqual([
      [0, 8, 16],
      [8, 16, 24],
    ]);
  });

  it('without any noise too', () => expect(places(levels([6, 100], [6, 150]))).toEqual([6]));

  it('when most values are equal, as by a coarse clock', () => expect(places(levels([14, 100], [6, 150]))).toEqual([14]));

  it('beside a boot that was ten times as slow', () => {
    const series = noisy(levels([8, 100], [8, 150]), 0.03, 3);
    series[3] = 1000;
    expect(places(series)).toEqual([8]);
  });
});

describe('what is no change', () => {
  it('one slow boot, wherever it is', () => {
    for (let slow = 0; slow < 16; slow++) {
      const series = noisy(levels([16, 100]), 0.05, slow);
      series[slow] = 2000;
      expect([slow, places(series)]).toEqual([slow, []]);
    }
  });

  it('two slow boots in a row', () => {
    const series = noisy(levels([8, 100], [2, 2000], [8, 100]), 0.05, 5);
    expect(places(series)).toEqual([]);
  });

  it('less than 3 %, however sure it is', () => expect(places(levels([20, 100], [20, 102.9]))).toEqual([]));

  it('3.1 % is one', () => expect(places(levels([20, 100], [20, 103.1]))).toEqual([20]));

  it('values that cannot be costs: nothing is told of them', () => {
    expect(places([0, 0, 0, 0, 1, 1, 1, 1])).toEqual([]);
    expect(places(new Array<number>(12).fill(Number.NaN))).toEqual([]);
  });

  it('a series of fewer than four boots a side, and how many are missing', () => {
    expect(places([1, 1, 1, 9, 9, 9, 9])).toEqual([]);
    expect([0, 7, 8, 9].map((n) => neededFor(n))).toEqual([8, 1, 0, 0]);
  });
});

describe('for any series', () => {
  // Each length that comes up is simulated once.
  const some = { numRuns: 40 };
  const seeds = fc.integer({ min: 0, max: 1e6 });
  const made = fc
    .tuple(seeds, fc.integer({ min: 8, max: 20 }), fc.constantFrom(1, 1.2, 2))
    .map(([seed, n, step]) => noisy(levels([n >> 1, 100], [n - (n >> 1), 100 * step]), 0.1, seed));

  it('a constant has no change', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), fc.integer({ min: 0, max: 60 }), (value, n) => {
        expect(places(new Array<number>(n).fill(value))).toEqual([]);
      }),
    );
  });

  it('the unit does not matter', () => {
    fc.assert(
      fc.property(made, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (series, unit) => {
        expect(places(series.map((value) => value * unit))).toEqual(places(series));
      }),
      some,
    );
  });

  it('costs and rates change at the same places', () => {
    // 3 % more cost is 2.9 % less rate, so the smallest change is left out.
    const search = new ChangePoints({ ...CHANGE_POINTS, tests: 1, smallest: 0 });
    fc.assert(
      fc.property(made, (series) => {
        expect(
          places(
            series.map((value) => 1e6 / value),
            search,
          ),
        ).toEqual(places(series, search));
      }),
      some,
    );
  });

  it('backwards the places are mirrored', () => {
    fc.assert(
      fc.property(made, (series) => {
        const mirrored = places(series.toReversed()).map((at) => series.length - at);
        expect(mirrored.reverse()).toEqual(places(series));
      }),
      some,
    );
  });

  it('levels have at least four values, and their p does not exceed alpha', () => {
    fc.assert(
      fc.property(made, (series) => {
        for (const { from, at, to, p, pAdjusted } of alone.in(series)) {
          expect(Math.min(at - from, to - at)).toBeGreaterThanOrEqual(4);
          expect(p).toBeLessThanOrEqual(pAdjusted);
          expect(pAdjusted).toBeLessThanOrEqual(0.05);
        }
      }),
      some,
    );
  });

  it('more series in the report make nobody surer', () => {
    const many = new ChangePoints({ ...CHANGE_POINTS, tests: 50 });
    fc.assert(
      fc.property(made, (series) => {
        const few = new Set(places(series));
        expect(places(series, many).every((at) => few.has(at))).toBe(true);
      }),
      some,
    );
  });
});

describe('false alarms', () => {
  /** More than this of 600 series would have a chance below 1 in 1000 at 5 %. */
  const MOST = 48;

  it.each([
    ['independent', 0.1, 0],
    ['very uneven', 0.8, 0],
    ['autocorrelated by 0.3', 0.1, 0.3],
  ])('are at most one in twenty among series that are %s', (_, spread, lagOne) => {
    let alarms = 0;
    for (let seed = 0; seed < 600; seed++) alarms += Number(places(noisy(levels([20, 100]), spread, seed, lagOne)).length > 0);
    expect(alarms).toBeLessThanOrEqual(MOST);
  });
});
