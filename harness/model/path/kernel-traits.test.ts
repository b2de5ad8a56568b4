import { describe, expect, it } from 'vitest';
import { kernelTraits } from './kernel-traits.ts';

describe('a kernel', () => {
  it.each([
    ['5.17.15', '5.18', 'copiesBack', 2, 1],
    ['5.19', '6.0', 'hasPoolAreas', false, true],
    ['6.0.9', '6.1', 'sizesNinepBuffers', false, true],
    ['6.3', '6.4', 'countsPoolUse', false, true],
    ['6.3', '6.4', 'cachesNinepData', false, true],
    ['6.6.87.2-microsoft-standard-WSL2', '6.8', 'asksBeforeNinepWrite', false, true],
    ['6.9', '6.10', 'usesAllQueues', false, true],
    ['6.10.14', '6.11', 'retriesByTimer', true, false],
    ['6.12.95', '6.18.33.2-microsoft-standard-WSL2', 'readsDirectoriesByCount', false, true],
  ] as const)('%s and %s differ in %s: %s, %s', (older, newer, trait, before, after) => {
    expect(kernelTraits(older)[trait]).toBe(before);
    expect(kernelTraits(newer)[trait]).toBe(after);
  });
});
