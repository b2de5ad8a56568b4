import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentFor, contentRange } from './content.ts';

describe('contentFor', () => {
  it('has the asked length, is repeatable, and differs between seeds and paths', () => {
    fc.assert(
      fc.property(fc.integer({ min: 32, max: 3_000_000 }), fc.string(), (size, path) => {
        const first = Buffer.from(contentFor(path, size, 1));
        expect(first).toHaveLength(size);
        expect(first.equals(contentFor(path, size, 2))).toBe(false);
        expect(first.equals(contentFor(`${path}x`, size, 1))).toBe(false);
        expect(first.equals(contentFor(path, size, 1))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it.each([0, 1, 1024 * 1024, 1024 * 1024 + 1, 4 * 1024 * 1024 + 1])('makes %i bytes', (size) => {
    expect(contentFor('edge', size, 1)).toHaveLength(size);
  });

  it('compresses like source code: neither noise nor repetition', () => {
    const content = contentFor('src/index.js', 500_000, 3);
    expect(deflateRawSync(content).length / content.length).toBeCloseTo(0.42, 1);
  });

  it('makes 500 MB/s and more', () => {
    contentFor('warm', 1, 9);
    const start = performance.now();
    let bytes = 0;
    for (let i = 0; i < 20_000; i++) bytes += contentFor(`file-${i}`, 12_000, 9).length;
    bytes += contentFor('giant', 50_000_000, 9).length;
    expect(bytes / 1000 / (performance.now() - start)).toBeGreaterThan(500);
  });
});

it('gives a part of a file as it stands in the whole', () => {
  for (const size of [1000, 256 * 1024, 1_200_000]) {
    const whole = contentFor('a/b.js', size, 3);
    for (const [offset, length] of [
      [0, 1],
      [0, size],
      [size - 1, 1],
      [Math.floor(size / 3), Math.floor(size / 2)],
    ] as const) {
      expect(contentRange('a/b.js', size, 3, offset, length).equals(whole.subarray(offset, offset + length))).toBe(true);
    }
  }
});
