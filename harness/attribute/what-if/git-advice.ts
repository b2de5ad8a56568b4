import type { Advice } from '../../core/attribution.ts';
import type { ObservedCell } from '../ports.ts';
import { type AdviceRule, farMounts, percent, THRESHOLDS } from './advice-rule.ts';

const LISTING: readonly string[] = ['OPENDIR', 'READDIR', 'READDIRPLUS', 'RELEASEDIR', 'Treaddir'];
const READING: readonly string[] = ['READDIR', 'READDIRPLUS', 'Treaddir'];
/** Each directory is read from its start, and once more to find its end. */
const READS_PER_DIRECTORY = 2;

/** With the untracked cache git asks each directory for its times where it had read all of it. */
export const untrackedCache: AdviceRule = (context) =>
  farMounts(context).flatMap(({ target, cells }): Advice[] => {
    const status = cells.filter(({ cell, requests }) => cell.operation === 'git-status' && requests !== null);
    const gains = status.flatMap((cell) => {
      const share = savedShare(cell);
      return share < THRESHOLDS.nothing ? [] : [{ cell, share }];
    });
    const [best] = gains.toSorted((a, b) => b.share * b.cell.medianNs - a.share * a.cell.medianNs);
    if (best === undefined) return [];
    const { cell, share } = best;
    return [
      {
        title: `git remembers what it found in directories of ${target.id}`,
        command: 'git update-index --test-untracked-cache && git config core.untrackedCache true',
        gainNs: share * cell.medianNs,
        lowNs: 0,
        highNs: share * (cell.highNs ?? cell.medianNs),
        operation: cell.cell.operation,
        detail: `${percent(share)} of its requests read directories that did not change`,
      },
    ];
  });

/** Requests that are spared, less the one of each directory that comes in their place; each taken to last equally long. */
function savedShare({ requests }: ObservedCell): number {
  const counts = Object.entries(requests ?? {});
  const sum = (types: readonly string[] | null): number =>
    counts.reduce((total, [type, count]) => (types === null || types.includes(type) ? total + count : total), 0);
  const all = sum(null);
  return all === 0 ? 0 : (sum(LISTING) - sum(READING) / READS_PER_DIRECTORY) / all;
}
