import { describe, expect, it } from 'vitest';
import { ThreadMeter } from './thread-meter.ts';

const CALLS = 8;

/** As a loop of a few short calls: the kernel's ticks are further apart. */
function spin(ms: number): number {
  const started = performance.now();
  for (let call = 1; call <= CALLS; call++) while (performance.now() - started < (ms * call) / CALLS);
  return (performance.now() - started) * 1e6;
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The middle one of several: other programs want the same processors. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('the usage of a thread', () => {
  it.each([
    // Shorter than a tick by far: read without care it would be nothing, or a whole tick. Busy machines blur the rest.
    [1, 25],
    [8, 10],
    [25, 10],
  ])('of %i ms of pure work is that, within %i %', (ms, percent) => {
    using meter = new ThreadMeter();
    const shares = Array.from({ length: 11 }, () => {
      meter.begin();
      const wallNs = spin(ms);
      const { cpuNs, runqueueNs } = meter.end();
      return (cpuNs ?? 0) / (wallNs - (runqueueNs ?? 0));
    });
    expect(median(shares)).toBeGreaterThan(1 - percent / 100);
    expect(median(shares)).toBeLessThan(1 + percent / 100);
  });

  it('that sleeps is next to none, and every sleep is a switch', () => {
    using meter = new ThreadMeter();
    const usages = Array.from({ length: 9 }, () => {
      meter.begin();
      for (let call = 0; call < CALLS; call++) sleep(2);
      return meter.end();
    });
    expect(median(usages.map(({ cpuNs }) => cpuNs ?? Number.NaN))).toBeLessThan(0.25 * CALLS * 2e6);
    expect(median(usages.map(({ voluntarySwitches }) => voluntarySwitches ?? 0))).toBe(CALLS);
  });

  it('that does nothing is nothing: neither reading nor waiting for it counts', () => {
    using meter = new ThreadMeter();
    const usages = Array.from({ length: 15 }, () => {
      meter.begin();
      return meter.end();
    });
    expect(median(usages.map(({ cpuNs }) => cpuNs ?? Number.NaN))).toBeLessThan(200_000);
    expect(median(usages.map(({ voluntarySwitches }) => voluntarySwitches ?? 0))).toBe(0);
  });
});
