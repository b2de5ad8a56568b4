import { describe, expect, it } from 'vitest';
import type { Distribution, Network, Program, Station } from '../engine/network.ts';
import { simulate } from '../engine/simulate.ts';
import { boundsOf } from './asymptotes.ts';

const exactly = (meanNs: number): Distribution => ({ family: 'deterministic', meanNs });
const varying = (meanNs: number): Distribution => ({ family: 'erlang', meanNs, stages: 4 });
const serve = (at: string, time: Distribution) => ({ kind: 'serve', at, row: at, time, unlessBusy: null }) as const;
const delay: Station = { kind: 'delay', name: 'delay' };
const queue = (name: string, servers = 1): Station => ({ kind: 'queue', name, servers, handoverNs: 0 });

function closed(stations: readonly Station[], programs: readonly [Program, ...Program[]], clients: number, thinkNs = 0): Network {
  return {
    stations,
    classes: [{ name: 'work', population: { kind: 'closed', clients, think: exactly(thinkNs) }, programs }],
  };
}

describe('asymptotic bounds', () => {
  it('are those of the textbook for a delay and a queue', () => {
    const program: Program = [serve('delay', varying(800)), serve('server', varying(200))];
    const of = (clients: number) => boundsOf(closed([delay, queue('server')], [program], clients, 1000));
    expect(of(1)).toEqual({ throughputPerSecond: 500_000, responseNs: 1000, kneeClients: 10 });
    expect(of(30)).toEqual({ throughputPerSecond: 5_000_000, responseNs: 5000, kneeClients: 10 });
  });

  it('divide the demand by the servers', () => {
    const program: Program = [serve('server', exactly(300))];
    expect(boundsOf(closed([queue('server', 3)], [program], 6))).toEqual({
      throughputPerSecond: 10_000_000,
      responseNs: 600,
      kneeClients: 3,
    });
  });

  it('count what is held while another station serves', () => {
    const lock: Station = { kind: 'resource', name: 'lock', units: 1 };
    const program: Program = [
      { kind: 'seize', at: 'lock', row: 'lock', units: 1, whenFull: 'wait' },
      serve('delay', exactly(100)),
      { kind: 'release', at: 'lock', units: 1 },
      serve('delay', exactly(100)),
    ];
    expect(boundsOf(closed([delay, lock], [program], 8))?.throughputPerSecond).toBe(10_000_000);
  });

  it('count slots for as long as they are held, and the locks of areas for as long as they are', () => {
    const pool: Station = { kind: 'pool', name: 'pool', slots: 4, areas: 2, handoverNs: 500 };
    const program: Program = [
      { kind: 'allocate', at: 'pool', row: 'map', slots: 2, hold: exactly(100), whenFull: 'wait' },
      serve('delay', exactly(900)),
      { kind: 'free', at: 'pool', row: 'unmap', hold: exactly(100) },
    ];
    // 2 of 4 slots for 900 + 100 ns: four operations in 2 µs.
    expect(boundsOf(closed([delay, pool], [program], 100))?.throughputPerSecond).toBe(2_000_000);
  });

  it('leave out what load can save', () => {
    const program: Program = [{ ...serve('delay', exactly(900)), unlessBusy: 'server' }, serve('server', exactly(100))];
    expect(boundsOf(closed([delay, queue('server')], [program], 1))).toEqual({
      throughputPerSecond: 10_000_000,
      responseNs: 100,
      kneeClients: 1,
    });
  });

  it('add up where clients have queues of their own, and hold together where all meet', () => {
    const of = (clients: number, ownNs: number, sharedNs: number) => {
      const program = (own: string): Program => [serve(own, exactly(ownNs)), serve('shared', exactly(sharedNs))];
      const network = closed([queue('a'), queue('b'), queue('shared')], [program('a'), program('b')], clients);
      return boundsOf(network)?.throughputPerSecond;
    };
    expect(of(2, 400, 300)).toBeCloseTo(2e9 / 700, 6);
    expect(of(10, 400, 300)).toBeCloseTo(1e9 / 300, 6);
    // Two of three clients are on the first queue.
    expect(of(3, 600, 100)).toBeCloseTo(1e9 / 600 + 1e9 / 700, 6);
    expect(of(10, 600, 100)).toBeCloseTo(2e9 / 600, 6);
  });

  it('have no knee where nothing has limited room', () => {
    expect(boundsOf(closed([delay], [[serve('delay', exactly(100))]], 7))).toEqual({
      throughputPerSecond: 70_000_000,
      responseNs: 100,
      kneeClients: null,
    });
  });

  it('are none where operations arrive whatever becomes of the others', () => {
    const { stations } = closed([delay], [[]], 1);
    const population = { kind: 'open', interarrival: exactly(100) } as const;
    expect(boundsOf({ stations, classes: [{ name: 'work', population, programs: [[serve('delay', exactly(1))]] }] })).toBeNull();
  });

  it.each([1, 2, 4, 8, 16, 64])('are kept by a simulation with %i clients', (clients) => {
    const lock: Station = { kind: 'resource', name: 'lock', units: 1 };
    const program = (own: string): Program => [
      serve('delay', varying(20_000)),
      { kind: 'seize', at: 'lock', row: 'lock', units: 1, whenFull: 'wait' },
      serve('delay', varying(1000)),
      { kind: 'release', at: 'lock', units: 1 },
      serve(own, varying(8000)),
    ];
    const network = closed([delay, lock, queue('a'), queue('b')], [program('a'), program('b')], clients);
    const [work] = simulate(network, { operations: 20_000, warmUp: 1000, seed: 1 }).classes;
    const bounds = boundsOf(network);
    // Services are drawn: the mean of 20 000 with cv 0.5 is off by less than 2 %.
    expect(work?.throughputPerSecond).toBeLessThan((bounds?.throughputPerSecond ?? 0) * 1.02);
    expect(work?.meanNs).toBeGreaterThan((bounds?.responseNs ?? Number.POSITIVE_INFINITY) / 1.02);
    // And close where they meet: with one client, and with many.
    if (clients === 1 || clients === 64)
      expect(work?.throughputPerSecond).toBeGreaterThan((bounds?.throughputPerSecond ?? 0) * 0.97);
  });
});
