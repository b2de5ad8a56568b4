import { confoundsBetween } from '../../compare/confounds.ts';
import { UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { sideValues } from '../../report/comparison-words.ts';

/** Runs that differ in anything are no A/A: their differences would be called noise. */
export function requireOneConfiguration(records: readonly RunRecord[]): void {
  const [first, ...others] = records;
  if (first === undefined) return;
  const [difference] = others.flatMap((record) => confoundsBetween([first], [record], []));
  if (difference === undefined) return;
  throw new UserError({
    code: 'configurations-differ',
    what: 'these runs are not of one configuration',
    got: `${difference.path}: ${sideValues(difference.base)} and ${sideValues(difference.new)}`,
    expected: 'boots of the same machine, kernel, settings and versions',
    fix: 'name fewer runs; mntbench compare shows how two of them differ',
  });
}
