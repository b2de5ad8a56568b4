import { EMULATED, isEmulated } from '../conditions.ts';
import type { ExportCell } from './cells.ts';
import type { ExportRun } from './export-input.ts';

const MOST_NAMES = 5;

/** Failed cells are no zeros: they are left out, and somebody must be told. */
export function leftOut(names: readonly string[], why: string): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return [`${names.length} cell${names.length === 1 ? '' : 's'} left out (${why}): ${shown}${more}`];
}

export const NO_VALUES = 'no valid value';

/** Tests for independent values see too much in samples of one boot. */
const DEPENDENT =
  'values of one boot are not independent, which readers take them for: p-values come out too small; --level boot is the safe choice';

export function dependence(cells: readonly ExportCell[], level: 'sample' | 'boot'): string[] {
  return level === 'sample' && cells.some(({ boots }) => boots.some(({ values }) => values.length > 1)) ? [DEPENDENT] : [];
}

/** What holds for the runs themselves, in any format. */
export function aboutRuns(runs: readonly ExportRun[]): string[] {
  const parts = runs
    .filter(({ record }) => record.status !== 'complete')
    .map(({ record }) => `run ${record.id} is ${record.status}`);
  return [...parts, ...(runs.some(({ record }) => isEmulated(record) === true) ? [EMULATED] : [])];
}
