import type { Attribution } from '../core/attribution.ts';
import { bold, dim } from './colour.ts';
import { isControl, layerName, signedShare } from './layer-words.ts';
import { terminalText } from './terminal-text.ts';

/** Smaller ones are for `attribute`. */
const WORTH_A_WORD = 0.05;

/** One line per mount for the end of a run: its largest layers, and how much nobody can say. */
export function attributionLines({ mounts }: Attribution): string {
  const lines = mounts
    .filter(({ transport }) => !isControl(transport))
    .map(({ target, shares }) => {
      const figures = shares
        .filter(({ layer, share }) => share >= WORTH_A_WORD || layer === 'unattributed')
        .toSorted((a, b) => Number(a.layer === 'unattributed') - Number(b.layer === 'unattributed') || b.share - a.share)
        .map((share) => `${layerName(share)} ${signedShare(share.share)}`);
      return `${bold(terminalText(target))} spends its time in ${figures.join(', ')}`;
    });
  return lines.length === 0 ? '' : `${[...lines, dim('mntbench attribute latest shows it by operation')].join('\n')}\n`;
}
