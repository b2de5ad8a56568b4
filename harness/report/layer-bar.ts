import { LAYERS, type Layer } from '../core/layers.ts';
import { bold, cyan, dim, green, red, yellow } from './colour.ts';

/** Told apart by letter as well as by colour: not every terminal, and not every eye, has both. */
const LETTERS = {
  app: 'A',
  vfs: 'V',
  client: 'C',
  transport: 'T',
  dma: 'D',
  server: 'S',
  'host-fs': 'H',
  unattributed: '?',
} as const satisfies Readonly<Record<Layer, string>>;

const COLOURS = {
  app: green,
  vfs: cyan,
  client: yellow,
  transport: (text: string) => bold(cyan(text)),
  dma: red,
  server: (text: string) => bold(text),
  'host-fs': (text: string) => bold(green(text)),
  unattributed: dim,
} as const satisfies Readonly<Record<Layer, (text: string) => string>>;

/** What a bar shows of a layer. */
interface Shown {
  readonly layer: Layer;
  readonly share: number;
  readonly mergedWith: readonly Layer[];
}

/** A stacked bar, `width` characters long; small letters stand for time that may be another layer's too. */
export function layerBar(shares: readonly Shown[], width: number): string {
  const shown = shares.filter(({ share }) => share > 0);
  const sum = shown.reduce((total, { share }) => total + share, 0);
  if (sum === 0) return ' '.repeat(width);
  const lengths = apportioned(
    shown.map(({ share }) => share / sum),
    width,
  );
  return shown
    .map(({ layer, mergedWith }, index) => COLOURS[layer](letterOf(layer, mergedWith).repeat(lengths[index] ?? 0)))
    .join('');
}

/** `A app  V vfs  …` */
export function barLegend(): string {
  return LAYERS.map((layer) => `${COLOURS[layer](LETTERS[layer])} ${layer}`).join('  ');
}

function letterOf(layer: Layer, mergedWith: readonly Layer[]): string {
  return mergedWith.length === 0 ? LETTERS[layer] : LETTERS[layer].toLowerCase();
}

/** Whole characters by the largest remainders, so that the bar is as long as it should be. */
function apportioned(shares: readonly number[], width: number): number[] {
  const lengths = shares.map((share) => Math.floor(share * width));
  const order = shares
    .map((share, index) => ({ index, remainder: share * width - (lengths[index] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder);
  const missing = width - lengths.reduce((sum, length) => sum + length, 0);
  for (const { index } of order.slice(0, missing)) lengths[index] = (lengths[index] ?? 0) + 1;
  return lengths;
}
