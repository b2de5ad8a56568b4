const ZERO = 0x30;
const POINT = 0x2e;

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number that digits with at most one point between them stand for; NaN for every other text, of which most are numbers too.
 * Digits that make a whole number below 2⁵³, and a power of ten up to 10²², are both exact, so that one division rounds correctly
 * (Clinger, How to read floating point numbers accurately, PLDI 1990). More digits are left to the language.
 */
export function decimalOf(bytes: Buffer, from: number, to: number): number {
  let digits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte >= ZERO && byte <= ZERO + 9) digits = digits * 10 + (byte - ZERO);
    else if (byte === POINT && point < 0 && at > from && at < to - 1) point = at;
    else return Number.NaN;
  }
  if (from === to) return Number.NaN;
  const decimals = point < 0 ? 0 : to - point - 1;
  const isExact = digits <= Number.MAX_SAFE_INTEGER && decimals < POWERS.length;
  return isExact ? digits / (POWERS[decimals] as number) : Number(bytes.toString('latin1', from, to));
}
