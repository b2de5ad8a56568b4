import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf } from './decimal.ts';

const of = (text: string): number => decimalOf(Buffer.from(text), 0, Buffer.byteLength(text));

describe('a decimal number', () => {
  it('is what the language makes of its text, to the last bit', () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/);
    const shares = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 1000 })).map(([sum, n]) => String(sum / n));
    const texts = fc.oneof(
      digits,
      fc.tuple(digits, digits).map((parts) => parts.join('.')),
      shares.filter((text) => !text.includes('e')),
    );
    fc.assert(
      fc.property(texts, (text) => of(text) === Number(text)),
      { numRuns: 1000 },
    );
  });

  it.each(['', '.', '1.', '.5', '-1', '+1', '1e3', '0x10', ' 1', '1 ', '1.2.3', 'NaN', 'Infinity', '١'])(
    'is not read from %j',
    (text) => expect(of(text)).toBeNaN(),
  );
});
