import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClosedNetwork, type ClosedStation, meanValueAnalysis, multiServer } from './mean-value-analysis.ts';
import { responseBoundNs, throughputBoundPerSecond } from './operational-bounds.ts';

function throughput(network: ClosedNetwork, clients: number): number {
  return meanValueAnalysis(network, clients).at(-1)?.throughputPerSecond ?? Number.NaN;
}

/** Machine repairman with c repairers: the number of broken machines is a birth–death process. Kleinrock, Queueing Systems I, 3.8. */
function machineRepairman(clients: number, thinkNs: number, serviceNs: number, servers: number): number {
  let weight = 1;
  let total = 1;
  let busy = 0;
  for (let broken = 1; broken <= clients; broken++) {
    weight *= ((clients - broken + 1) * serviceNs) / (thinkNs * Math.min(broken, servers));
    total += weight;
    busy += weight * Math.min(broken, servers);
  }
  return (1e9 * busy) / total / serviceNs;
}

describe('mean value analysis', () => {
  it('gives the reference of one delay and one queue: 65 301 operations/s', () => {
    const network: ClosedNetwork = { thinkNs: 31_600, stations: [{ kind: 'queue', name: 'server', demandNs: 13_200 }] };
    expect(Math.round(throughput(network, 4))).toBe(65_301);
  });

  it('agrees with the sum over all states of the product form', () => {
    const queues = [605, 2100, 1350];
    const stations: ClosedStation[] = queues.map((demandNs, index) => ({ kind: 'queue', name: `queue ${index}`, demandNs }));
    const workers = [1, 2, 3] as const;
    stations.push({ kind: 'load-dependent', name: 'workers', demandNs: 900, speed: workers });
    const states = meanValueAnalysis({ thinkNs: 15_000, stations }, 12);
    for (const { clients, throughputPerSecond } of states) {
      const expected =
        normalisation(clients - 1, 15_000, queues, 900, workers) / normalisation(clients, 15_000, queues, 900, workers);
      expect(throughputPerSecond / 1e9 / expected).toBeCloseTo(1, 12);
    }
  });

  it('treats several servers as the machine repairman does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (clients, servers, ratio) => {
          const network = { thinkNs: 1000 * ratio, stations: [multiServer('server', 1000, servers)] };
          const expected = machineRepairman(clients, 1000 * ratio, 1000, servers);
          expect(throughput(network, clients) / expected).toBeCloseTo(1, 10);
        },
      ),
    );
  });

  it('cannot tell a single server from a load-dependent station of constant speed', () => {
    fc.assert(
      fc.property(networks(), fc.integer({ min: 1, max: 30 }), (network, clients) => {
        const rewritten = network.stations.map((station): ClosedStation => {
          return station.kind === 'queue' ? { ...station, kind: 'load-dependent', speed: [1] } : station;
        });
        const plain = meanValueAnalysis(network, clients).at(-1);
        const general = meanValueAnalysis({ ...network, stations: rewritten }, clients).at(-1);
        expect((general?.throughputPerSecond ?? 0) / (plain?.throughputPerSecond ?? 0)).toBeCloseTo(1, 9);
        plain?.stations.forEach(({ meanPresent }, index) => {
          expect(general?.stations[index]?.meanPresent).toBeCloseTo(meanPresent, 7);
        });
      }),
    );
  });

  it('cannot tell a delay from a station that speeds up with everybody present', () => {
    const stations: ClosedStation[] = [{ kind: 'queue', name: 'queue', demandNs: 300 }];
    const delayed = throughput({ thinkNs: 100, stations: [...stations, { kind: 'delay', name: 'delay', demandNs: 900 }] }, 25);
    const served = throughput({ thinkNs: 100, stations: [...stations, multiServer('delay', 900, 25)] }, 25);
    expect(served / delayed).toBeCloseTo(1, 12);
  });

  it('does not depend on the order of the stations', () => {
    const lock: ClosedStation = { kind: 'load-dependent', name: 'lock', demandNs: 60, speed: [1, 0.25] };
    const stations = [lock, multiServer('workers', 900, 4), { kind: 'queue', name: 'ring', demandNs: 120 } as const];
    const forwards = meanValueAnalysis({ thinkNs: 0, stations }, 40).at(-1);
    const backwards = meanValueAnalysis({ thinkNs: 0, stations: [...stations].reverse() }, 40).at(-1);
    expect(backwards?.throughputPerSecond).toBeCloseTo(forwards?.throughputPerSecond ?? 0, 3);
    expect(backwards?.stations.map(({ meanPresent }) => meanPresent).reverse()).toEqual(
      forwards?.stations.map(({ meanPresent }) => expect.closeTo(meanPresent, 8)),
    );
  });

  it('stays exact where the textbook recursion of p(0|n) fails: many servers, nearly always busy', () => {
    const network = { thinkNs: 5000, stations: [multiServer('workers', 35_000, 32), multiServer('lock', 900, 2)] };
    const states = meanValueAnalysis(network, 1000);
    for (const { clients, throughputPerSecond, stations } of states) {
      expect(throughputPerSecond).toBeLessThanOrEqual((32e9 / 35_000) * (1 + 1e-9));
      const present = stations.reduce((sum, { meanPresent }) => sum + meanPresent, (throughputPerSecond * 5000) / 1e9);
      expect(present / clients).toBeCloseTo(1, 9);
    }
    expect(states.at(-1)?.throughputPerSecond).toBeCloseTo(32e9 / 35_000, 3);
  });

  it('slows down where a contended lock is handed over slowly', () => {
    const lock: ClosedStation = { kind: 'load-dependent', name: 'lock', demandNs: 60, speed: [1, 0.2] };
    const rates = meanValueAnalysis({ thinkNs: 100, stations: [lock] }, 8).map(({ throughputPerSecond }) => throughputPerSecond);
    expect(rates[7]).toBeLessThan(rates[0] ?? 0);
  });

  it('obeys the operational bounds, and more clients never do less', () => {
    fc.assert(
      fc.property(networks(), (network) => {
        const demands = {
          thinkNs: network.thinkNs,
          totalNs: network.stations.reduce((sum, { demandNs }) => sum + demandNs, 0),
          largestNs: Math.max(0, ...network.stations.map(slowestNs)),
        };
        let before = 0;
        for (const { clients, throughputPerSecond, responseNs } of meanValueAnalysis(network, 40)) {
          expect(throughputPerSecond).toBeLessThanOrEqual(throughputBoundPerSecond(demands, clients) * (1 + 1e-9));
          expect(responseNs).toBeGreaterThanOrEqual(responseBoundNs(demands, clients) * (1 - 1e-9) - 1e-3);
          expect(throughputPerSecond).toBeGreaterThanOrEqual(before * (1 - 1e-9));
          before = throughputPerSecond;
        }
      }),
    );
  });

  it("keeps Little's law at every station and for the whole network", () => {
    fc.assert(
      fc.property(networks(), fc.integer({ min: 1, max: 50 }), (network, clients) => {
        const state = meanValueAnalysis(network, clients).at(-1);
        const rate = (state?.throughputPerSecond ?? 0) / 1e9;
        const present = state?.stations.reduce((sum, { meanPresent }) => sum + meanPresent, 0) ?? 0;
        expect((present + rate * network.thinkNs) / clients).toBeCloseTo(1, 9);
        expect((rate * ((state?.responseNs ?? 0) + network.thinkNs)) / clients).toBeCloseTo(1, 9);
      }),
    );
  });

  it('refuses a loop that takes no time', () => {
    expect(() => meanValueAnalysis({ thinkNs: 0, stations: [] }, 1)).toThrow(RangeError);
  });
});

/** G(N): weights of all ways to distribute the clients; X(N) = G(N − 1) / G(N). Gordon & Newell, Operations Research 15 (1967) 254. */
function normalisation(
  clients: number,
  thinkNs: number,
  queues: readonly number[],
  workersNs: number,
  speed: readonly [number, ...number[]],
): number {
  const [demandNs, ...others] = queues;
  let sum = 0;
  if (demandNs !== undefined) {
    for (let here = 0; here <= clients; here++)
      sum += demandNs ** here * normalisation(clients - here, thinkNs, others, workersNs, speed);
    return sum;
  }
  let weight = 1;
  for (let working = 0; working <= clients; working++) {
    if (working > 0) weight *= workersNs / (speed[Math.min(working, speed.length) - 1] ?? 1);
    let thinking = 1;
    for (let k = 1; k <= clients - working; k++) thinking *= thinkNs / k;
    sum += weight * thinking;
  }
  return sum;
}

function slowestNs(station: ClosedStation): number {
  if (station.kind === 'delay') return 0;
  return station.kind === 'queue' ? station.demandNs : station.demandNs / Math.max(...station.speed);
}

function networks(): fc.Arbitrary<ClosedNetwork> {
  const demandNs = fc.double({ min: 1, max: 1e6, noNaN: true });
  const station: fc.Arbitrary<ClosedStation> = fc.oneof(
    fc.record({ kind: fc.constant('delay' as const), name: fc.constant('delay'), demandNs }),
    fc.record({ kind: fc.constant('queue' as const), name: fc.constant('queue'), demandNs }),
    fc
      .record({ demandNs, servers: fc.integer({ min: 1, max: 12 }) })
      .map(({ servers, ...rest }) => multiServer('servers', rest.demandNs, servers)),
  );
  return fc.record({
    thinkNs: fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e6, noNaN: true })),
    stations: fc.array(station, { minLength: 1, maxLength: 5 }),
  });
}
