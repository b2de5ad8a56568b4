const SHAPE = Buffer.from('0000-00-00T00:00:00.000Z');
const ZERO = 0x30;

/**
 * True for an instant in UTC with milliseconds that is valid without looking at a calendar: the days from 29 on are not. A
 * million of them would cost a second with a regular expression.
 */
export function isPlainInstant(bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== SHAPE.length) return false;
  for (let at = 0; at < SHAPE.length; at++) {
    const wanted = SHAPE[at] as number;
    const byte = bytes[from + at] as number;
    if (wanted === ZERO ? byte < ZERO || byte > ZERO + 9 : byte !== wanted) return false;
  }
  const month = twoDigits(bytes, from + 5);
  const day = twoDigits(bytes, from + 8);
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    twoDigits(bytes, from + 11) <= 23 &&
    twoDigits(bytes, from + 14) <= 59 &&
    twoDigits(bytes, from + 17) <= 59
  );
}

function twoDigits(bytes: Buffer, at: number): number {
  return 10 * ((bytes[at] as number) - ZERO) + (bytes[at + 1] as number) - ZERO;
}
