import { INK } from './look.mjs';

/** Parts that several pictures have. */

/** Twice as wide as this, with axes between, is a page. */
export const PANEL_WIDTH = 375;

/**
 * Texts at points, each with the properties of its own mark; no legend is needed where the curves have their names.
 * @type {(labels: readonly { point: object, text: string | string[] }[], position: { x: object, y: object }) => object[]}
 */
export function texts(labels, { x, y }) {
  return labels.map(({ point, text, ...mark }) => ({
    data: { values: [point] },
    mark: { type: 'text', text, color: INK, align: 'left', ...mark },
    encoding: { x, y },
  }));
}

/** Of a panel among others. */
export function heading(text) {
  return { text, fontSize: 13, offset: 8, frame: 'group' };
}

/**
 * A title that says what is seen is wrong as soon as something else is seen.
 * @type {(title: string, isSeen: boolean) => string}
 */
export function claim(title, isSeen) {
  if (!isSeen) throw new Error(`the picture does not show what its title says: ${title}`);
  return title;
}

/** @type {(range: readonly [number, number]) => number[]} */
export function ticksIn([low, high]) {
  const tens = Array.from({ length: 10 }, (_, exponent) => 10 ** (exponent - 3));
  return tens.flatMap((ten) => [1, 2, 5].map((digit) => digit * ten)).filter((tick) => tick >= low && tick <= high);
}
