import { describe, expect, it } from 'vitest';
import { median } from '../../stats/median.ts';
import { PARAMETERS } from '../path/parameters.ts';
import { simulatedProbe } from '../testing/simulated-probe.ts';
import { VIRTIOFS as SHARED } from '../testing/virtiofs-mount.ts';
import { calibrate } from '../what-if/calibrate.ts';
import { knownFromPriors, PRIOR_REQUEST_NS } from '../what-if/known-from-fit.ts';
import type { MountFacts } from '../what-if/mount-facts.ts';
import { MIDDLE } from '../what-if/split.ts';
import type { ProbeObservation } from './probe-design.ts';
import { fitProbe, type ProbeFit, predictedNs } from './probe-fit.ts';
import { halvesOf, predictHalves } from './probe-halves.ts';

const VIRTIOFS: MountFacts = { ...SHARED, cpus: 4, pool: { kind: 'dedicated', slots: 32_768 } };
const NINEP: MountFacts = { ...VIRTIOFS, transport: '9p-socket', pool: { kind: 'none' }, msize: 65_536 };
/** Most calls ask for nothing: what those take must not be taken for what a request costs. */
const NAMES_KEPT: MountFacts = { ...VIRTIOFS, cached: { dentries: true, attributes: true, data: false } };
const LOCAL = {
  callNs: PARAMETERS.systemCall.value,
  componentNs: PARAMETERS.component.value,
  copyNsPerByte: 0,
} as const;
const SLOWNESS = 3;

function probeOf(facts: MountFacts, relative: number, seed = 1): ProbeObservation[] {
  return simulatedProbe(facts, calibrate(facts, knownFromPriors(LOCAL, SLOWNESS), MIDDLE), { relative, seed });
}

function fitted(fit: ProbeFit): Extract<ProbeFit, { status: 'fitted' }> {
  if (fit.status === 'refused') throw new Error(fit.reason);
  return fit;
}

describe.each([
  ['virtiofs', VIRTIOFS],
  ['9P over a socket', NINEP],
  ['virtiofs whose names the guest keeps', NAMES_KEPT],
])('the costs of a simulated mount by %s', (_, facts) => {
  const cells = probeOf(facts, 0.05);
  const fit = fitted(fitProbe(cells));

  it('have the request that was put in', () => {
    // Without look-ups what is told of them is what other requests take.
    const { r_lookup, r_change } = fit.costs;
    const share = (facts === NAMES_KEPT ? r_change : r_lookup) / (SLOWNESS * PRIOR_REQUEST_NS);
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(1.15);
  });

  it('have the full request of data that was put in: how much of it is bytes hardly shows with messages of one size', () => {
    const { requestNs, readNsPerByte, writeNsPerByte } = knownFromPriors(LOCAL, SLOWNESS);
    const bytes = facts.msize ?? facts.maxPages * 4096;
    const { costs } = fit;
    const full = (request: number, perByte: number): number => request + bytes * (perByte + costs.copy + costs.m_map / 4096);
    const read = full(costs.r_read, costs.b_read) / (requestNs + bytes * readNsPerByte);
    const write = full(costs.r_write, costs.b_write) / (requestNs + bytes * writeNsPerByte);
    for (const share of [read, write]) {
      expect(share).toBeGreaterThan(0.85);
      expect(share).toBeLessThan(1.15);
    }
  });

  it('predict what they were fitted to', () => {
    const errors = cells.map((cell) => Math.abs(predictedNs(fit, cell) / cell.latencyNs - 1));
    expect(median(errors)).toBeLessThan(0.06);
  });

  it('of one half of the cells predict the other half', () => {
    const outcome = predictHalves(cells, 1);
    if (outcome.status === 'refused') throw new Error(outcome.reason);
    const errors = outcome.heldOut.map(({ relativeError }) => Math.abs(relativeError)).toSorted((a, b) => a - b);
    expect(errors).toHaveLength(cells.length);
    expect(median(errors)).toBeLessThan(0.1);
    expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(0.25);
  });

  it('hardly move when one cell had a hiccup of ten times its length', () => {
    const disturbed = cells.map((cell) => (cell.label === 'stat.d4' ? { ...cell, latencyNs: 10 * cell.latencyNs } : cell));
    const moved = fitted(fitProbe(disturbed)).costs.r_lookup;
    expect(moved / fit.costs.r_lookup).toBeCloseTo(1, 1);
  });

  it('are never negative', () => {
    for (const cost of Object.values(fit.costs)) expect(cost).toBeGreaterThanOrEqual(0);
  });
});

describe('what the data cannot tell', () => {
  it('is named: bytes that the program copies and bytes that cross are the same bytes', () => {
    const { identification } = fitted(fitProbe(probeOf(NINEP, 0.05)));
    expect(identification.parameters.b_read).toMatchObject({ status: 'merged' });
    expect(identification.combinations.map(({ text }) => text)).toContain('copy + b_read');
  });

  it('is everything with too few cells', () => {
    expect(fitProbe(probeOf(NINEP, 0.05).slice(0, 5))).toEqual({
      status: 'refused',
      reason: '5 cells of one thread, of which at least 8 are needed',
    });
  });
});

describe('halves', () => {
  const cells = probeOf(NINEP, 0);

  it('hold every cell once, and of each phase as many as the other one, or one more', () => {
    const [first, second] = halvesOf(cells, 7);
    expect([...first, ...second].map(({ label }) => label).sort()).toEqual(cells.map(({ label }) => label).sort());
    for (const phase of new Set(cells.map((cell) => cell.phase))) {
      const count = (half: readonly ProbeObservation[]): number => half.filter((cell) => cell.phase === phase).length;
      expect(Math.abs(count(first) - count(second))).toBeLessThanOrEqual(1);
    }
  });

  it('are drawn anew by another seed, and by no other thing', () => {
    const labels = (seed: number): string[] => halvesOf(cells, seed)[0].map(({ label }) => label);
    expect(labels(7)).toEqual(labels(7));
    expect(labels(7)).not.toEqual(labels(8));
  });
});
