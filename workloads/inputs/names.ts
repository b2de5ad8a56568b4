import { type Random, shuffled } from '../../harness/core/random.ts';
import { WORDS } from './words.ts';

export const NAME_MAX_LENGTH = 24;

/** NTFS refuses these stems with any extension. No word of ours is one; a later word could be. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Shares of a real node_modules (.js 30-45 %, .map 0-27 %, .d.ts 10-20 %, then .md and .json): scanners may treat extensions differently.
 * Percent of all files.
 */
const EXTENSION_SHARES: readonly (readonly [extension: string, percent: number])[] = [
  ['.js', 40],
  ['.js.map', 16],
  ['.d.ts', 16],
  ['.json', 9],
  ['.md', 8],
  ['.ts', 5],
  ['.css', 2],
  ['.html', 2],
  ['.yml', 1],
  ['.txt', 1],
];

/** One extension per file, in random order but in the exact shares, so that trees of different seeds differ in nothing but order. */
export function extensions(files: number, random: Random): string[] {
  const all: string[] = [];
  let percent = 0;
  for (const [extension, share] of EXTENSION_SHARES) {
    percent += share;
    const until = Math.round((files * percent) / 100);
    while (all.length < until) all.push(extension);
  }
  return shuffled(all, random);
}

/** Draws names that are unique within one directory. All lower case, so two names never differ by case alone. */
export class NamesOfDirectory {
  readonly #taken = new Set<string>();

  draw(random: Random, extension: string, maxLength: number): string {
    const room = Math.min(maxLength, NAME_MAX_LENGTH) - extension.length;
    const stem = drawStem(random, room);
    let name = stem + extension;
    for (let attempt = 2; this.#taken.has(name); attempt++) {
      const suffix = String(attempt);
      name = stem.slice(0, room - suffix.length) + suffix + extension;
    }
    this.#taken.add(name);
    return name;
  }
}

function drawStem(random: Random, room: number): string {
  const first = WORDS[random.below(WORDS.length)] ?? 'index';
  const second = random.below(2) === 0 ? '' : `-${WORDS[random.below(WORDS.length)] ?? 'main'}`;
  const stem = (first.length + second.length <= room ? first + second : first).slice(0, room);
  return WINDOWS_DEVICE.test(stem) ? `x${stem.slice(1)}` : stem;
}
