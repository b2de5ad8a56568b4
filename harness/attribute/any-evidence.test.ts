import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS, type Part } from '../core/layers.ts';
import { TRANSPORTS } from '../core/transport.ts';
import { brokenDown, MEMORY } from './testing/broken-down.ts';

describe('whatever the evidence', () => {
  const parts = fc.dictionary(fc.constantFrom(...(Object.keys(PARTS) as Part[])), fc.double({ min: 0, max: 1e9, noNaN: true }));
  const cell = fc.record({
    transport: fc.constantFrom(...TRANSPORTS),
    parts,
    eitherOnCpu: fc.double({ min: 0, max: 1.5, noNaN: true }),
    requests: fc.dictionary(fc.constantFrom('LOOKUP', 'READ', 'FORGET'), fc.nat(20)),
  });
  const run = fc.record({
    cells: fc
      .array(cell, { minLength: 1, maxLength: 4 })
      .map((cells) => [MEMORY, ...cells.map((made) => ({ ...made, operation: 'stat' }))]),
    blocks: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 3 }),
    passes: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { maxLength: 3 }),
    event: fc.record({ ns: fc.double({ min: 0, max: 1e5, noNaN: true }), perPart: fc.nat(5) }),
    hasThreadTimes: fc.boolean(),
  });

  it('layers and the rest make the median exactly, and only the rest may be negative', () => {
    fc.assert(
      fc.property(run, fc.array(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }))), (made, farSide) => {
        for (const { layers, point } of brokenDown([made], { farSide: () => farSide }).cells) {
          expect(layers.reduce((sum, share) => sum + share.ns, 0)).toBe(point.ns);
          expect(layers.at(-1)?.layer).toBe('unattributed');
          for (const { layer, ns: time } of layers) if (layer !== 'unattributed') expect(time).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('no mount gets time in a layer that it has not got', () => {
    fc.assert(
      fc.property(run, (made) => {
        for (const { layers, evidence } of brokenDown([made]).cells) {
          const { transport } = evidence.cell;
          const mentioned = new Set(
            layers.filter((share) => share.ns > 0).flatMap(({ layer, mergedWith }) => [layer, ...mergedWith]),
          );
          if (transport === '9p-socket' || transport === 'memory') expect(mentioned).not.toContain('dma');
          if (transport === 'native' || transport === 'memory') {
            expect(mentioned).not.toContain('server');
            expect(mentioned).not.toContain('transport');
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('merging loses no time: parts sum to their layer', () => {
    fc.assert(
      fc.property(run, (made) => {
        for (const { layers } of brokenDown([made]).cells)
          for (const { parts: own, ns: time } of layers) expect(own.reduce((sum, part) => sum + part.ns, 0)).toBeCloseTo(time, 3);
      }),
      { numRuns: 50 },
    );
  });
});
