import { expect, it } from 'vitest';
import type { WhatIf } from '../core/attribution.ts';
import { whatIfLines } from './advice-lines.ts';

const CHANGE: WhatIf = {
  ...{ id: 'no-bounce-copies', title: 'no copies through bounce buffers', changeNs: -150_000, lowNs: -224_000, highNs: -106_000 },
  shapley: null,
};
const lines = (...changes: readonly WhatIf[]): string[] =>
  whatIfLines([{ target: 'c', operation: 'write.256k', baseNs: 1_600_000, whatIfs: [...changes] }]).flatMap((line) =>
    line.split('\n'),
  );

it('a change that nothing else interferes with has one effect', () => {
  const alone = { shareNs: -150_000, firstInNs: -150_000, lastInNs: -150_000 };
  for (const shapley of [null, alone])
    expect(lines({ ...CHANGE, shapley }).slice(2)).toEqual([
      '  c: no copies through bounce buffers',
      '                    now     then  change  95 % interval',
      '    write.256k  1.60 ms  1.45 ms  −9.4 %  −224 µs to −106 µs',
    ]);
});

it('a change that another one takes the effect from has its mean over all orders, and both ends', () => {
  const shapley = { shareNs: -75_000, firstInNs: -150_000, lastInNs: 0 };
  expect(lines({ ...CHANGE, shapley }).slice(3)).toEqual([
    '                    now     then  change  95 % interval       in any order',
    '    write.256k  1.60 ms  1.45 ms  −9.4 %  −224 µs to −106 µs  −75.0 µs (first −150 µs, last 0.00 ns)',
  ]);
});

it('what changes nothing is a line', () => {
  expect(lines({ ...CHANGE, changeNs: -1 }).at(-1)).toContain('changes none of these operations');
});
