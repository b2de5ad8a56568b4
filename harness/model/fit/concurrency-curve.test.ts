import { describe, expect, it } from 'vitest';
import { type Random, randomFor } from '../../core/random.ts';
import { type ClosedLoop, loopThroughputs } from './closed-loop.ts';
import { type CurveFit, fitConcurrencyCurve, type MeasuredPoint } from './concurrency-curve.ts';

const TRUTH: ClosedLoop = { delayNs: 31_500, serviceNs: 13_300, servers: 1 };
const CLIENTS = [1, 2, 4, 8, 16, 32];

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

interface Measuring {
  readonly loop: ClosedLoop;
  readonly clients: readonly number[];
  readonly noise: number;
  readonly runs: number;
  readonly isErrorKnown: boolean;
}

function measure({ loop, clients, noise, runs, isErrorKnown }: Measuring, random: Random): MeasuredPoint[] {
  const exact = loopThroughputs(loop, clients);
  return clients.map((population, index) => ({
    clients: population,
    runs: Array.from({ length: runs }, () => (exact[index] ?? 0) * Math.exp(noise * normal(random))),
    relativeStandardError: isErrorKnown ? noise / Math.sqrt(runs) : null,
  }));
}

function published(throughputs: readonly (readonly [number, number])[]): MeasuredPoint[] {
  return throughputs.map(([clients, perSecond]) => ({ clients, runs: [perSecond], relativeStandardError: null }));
}

function fitted(fit: CurveFit): Extract<CurveFit, { status: 'fitted' }> {
  if (fit.status !== 'fitted') throw new Error(`expected a fit: ${JSON.stringify(fit)}`);
  return fit;
}

/** How often the interval of each time contains the truth. */
function coverage(measuring: Measuring, replications: number): { readonly service: number; readonly delay: number } {
  let [service, delay] = [0, 0];
  for (let seed = 0; seed < replications; seed++) {
    const random = randomFor(seed, 'concurrency curve');
    const fit = fitted(fitConcurrencyCurve(measure(measuring, random), measuring.loop.servers, random));
    if (contains(fit.serviceNs, measuring.loop.serviceNs)) service++;
    if (contains(fit.delayNs, measuring.loop.delayNs)) delay++;
  }
  return { service: service / replications, delay: delay / replications };
}

function contains(parameter: ReturnType<typeof fitted>['serviceNs'], truth: number): boolean {
  return parameter.status === 'identified' && parameter.low <= truth && truth <= parameter.high;
}

describe('the concurrency curve', () => {
  it.each([1, 3, 8])('gives back delay and service of %i servers from exact points', (servers) => {
    const loop = { delayNs: 90_000, serviceNs: 35_000, servers };
    const points = measure({ loop, clients: CLIENTS, noise: 0, runs: 1, isErrorKnown: false }, randomFor(1));
    const fit = fitted(fitConcurrencyCurve(points, servers, randomFor(1)));
    expect(fit.loop.delayNs / 90_000).toBeCloseTo(1, 6);
    expect(fit.loop.serviceNs / 35_000).toBeCloseTo(1, 6);
    expect((fit.kneeClients ?? 0) / ((servers * 125) / 35)).toBeCloseTo(1, 6);
  });

  // 200 replications of a 95 % interval: 180 to 198 hits are within three standard deviations.
  it.each([
    ['errors are known', { loop: TRUTH, clients: CLIENTS, noise: 0.02, runs: 1, isErrorKnown: true }, 'given-errors'],
    ['only their scatter is seen', { loop: TRUTH, clients: CLIENTS, noise: 0.02, runs: 1, isErrorKnown: false }, 'scatter'],
    [
      'four servers work',
      { loop: { ...TRUTH, servers: 4 }, clients: [1, 4, 8, 12, 16], noise: 0.02, runs: 1, isErrorKnown: true },
      'given-errors',
    ],
  ] as const)('has intervals that contain the truth in 19 of 20 experiments when %s', (_, measuring, source) => {
    const random = randomFor(0, 'source');
    expect(fitConcurrencyCurve(measure(measuring, random), measuring.loop.servers, random)).toMatchObject({ intervals: source });
    const { service, delay } = coverage(measuring, 200);
    for (const share of [service, delay]) {
      expect(share).toBeGreaterThanOrEqual(0.9);
      expect(share).toBeLessThanOrEqual(0.99);
    }
  });

  it('draws the runs again where there are enough of them, and finds the spread that they were made with', () => {
    const widths = { bootstrap: 0, 'given-errors': 0 };
    for (let seed = 0; seed < 12; seed++) {
      const points = measure(
        { loop: TRUTH, clients: [1, 4, 16], noise: 0.03, runs: 8, isErrorKnown: false },
        randomFor(seed, 'runs'),
      );
      const summarised = points.map(({ clients, runs }) => ({
        clients,
        runs: [Math.exp(runs.reduce((sum, run) => sum + Math.log(run), 0) / 8)],
        relativeStandardError: 0.03 / Math.sqrt(8),
      }));
      for (const measured of [points, summarised]) {
        const { intervals, serviceNs } = fitted(fitConcurrencyCurve(measured, 1, randomFor(seed, 'bootstrap')));
        if (serviceNs.status !== 'identified' || (intervals !== 'bootstrap' && intervals !== 'given-errors'))
          throw new Error(intervals);
        widths[intervals] += serviceNs.high - serviceNs.low;
      }
    }
    expect(widths.bootstrap / widths['given-errors']).toBeGreaterThan(0.75);
    expect(widths.bootstrap / widths['given-errors']).toBeLessThan(1.25);
  });

  it('is the same for the same seed', () => {
    const points = measure({ loop: TRUTH, clients: [1, 4, 16], noise: 0.03, runs: 8, isErrorKnown: false }, randomFor(5, 'runs'));
    const [first, second] = [1, 1].map((seed) => fitConcurrencyCurve(points, 1, randomFor(seed, 'bootstrap')));
    expect(second).toEqual(first);
  });

  it('has no interval for two points without errors, which it goes through', () => {
    const fit = fitted(
      fitConcurrencyCurve(
        published([
          [1, 22_300],
          [64, 75_100],
        ]),
        1,
        randomFor(1),
      ),
    );
    expect(fit.serviceNs).toEqual({ status: 'no-interval', value: expect.closeTo(1e9 / 75_100, 1) });
    expect(Math.max(...fit.points.map(({ relativeError }) => Math.abs(relativeError)))).toBeLessThan(1e-6);
  });

  it('gives only an upper bound for a service that no point has to wait for', () => {
    const measuring = {
      loop: { delayNs: 400_000, serviceNs: 500, servers: 1 },
      clients: [1, 2, 3],
      noise: 0.01,
      runs: 1,
      isErrorKnown: true,
    };
    const fit = fitted(fitConcurrencyCurve(measure(measuring, randomFor(2, 'no knee')), 1, randomFor(2)));
    expect(fit.serviceNs.status).toBe('bounded');
    expect(fit.delayNs.status).toBe('identified');
  });
});

describe('a curve that the model does not apply to', () => {
  it('is recognised in the thread pool of the published table: four clients do more than four times the work of one', () => {
    const fit = fitConcurrencyCurve(
      published([
        [1, 15_500],
        [4, 64_000],
        [16, 81_900],
        [64, 88_600],
      ]),
      1,
      randomFor(1),
    );
    expect(fit).toEqual({
      status: 'model-does-not-apply',
      violations: [
        {
          clients: 4,
          throughputPerSecond: 64_000,
          boundPerSecond: 62_000,
          excess: expect.closeTo(0.0323, 4),
        },
      ],
    });
  });

  it.each([
    [
      'seqread',
      [
        [1, 22_300],
        [4, 70_100],
        [16, 76_600],
        [64, 75_100],
      ],
    ],
    [
      'seqwrite',
      [
        [1, 21_900],
        [4, 67_000],
        [16, 71_500],
        [64, 70_400],
      ],
    ],
  ] as const)('is not seen in the single-threaded server: %s', (_, throughputs) => {
    const fit = fitted(fitConcurrencyCurve(published(throughputs), 1, randomFor(1)));
    expect(fit.serviceNs.status).toBe('identified');
    expect(Math.max(...fit.points.map(({ relativeError }) => Math.abs(relativeError)))).toBeLessThan(0.07);
  });

  it('is not mistaken for noise that is known', () => {
    const noisy = (error: number | null): CurveFit =>
      fitConcurrencyCurve(
        [
          { clients: 1, runs: [1000], relativeStandardError: error },
          { clients: 2, runs: [2100], relativeStandardError: error },
        ],
        1,
        randomFor(1),
      );
    expect([noisy(null).status, noisy(0.03).status]).toEqual(['model-does-not-apply', 'fitted']);
  });
});

describe('too little to fit', () => {
  it('is one population, however often it was measured', () => {
    expect(
      fitConcurrencyCurve(
        published([
          [4, 70_000],
          [4, 71_000],
        ]),
        1,
        randomFor(1),
      ),
    ).toMatchObject({
      status: 'refused',
      reason: 'too-few-populations',
    });
  });

  it('is a throughput of nothing', () => {
    expect(
      fitConcurrencyCurve(
        published([
          [1, 0],
          [4, 71_000],
        ]),
        1,
        randomFor(1),
      ),
    ).toMatchObject({ status: 'refused', reason: 'not-positive' });
  });
});
