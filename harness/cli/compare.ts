import { type ComparisonOptions, compareSides } from '../compare/compare.ts';
import { compareBy } from '../compare/matrix.ts';
import type { Comparison, ComparisonMatrix } from '../core/comparison.ts';
import { UserError } from '../core/errors.ts';
import { comparisonMarkdown } from '../report/comparison-markdown.ts';
import { comparisonText } from '../report/comparison-text.ts';
import { matrixMarkdown, matrixText } from '../report/matrix-text.ts';
import { jsonText } from '../report/terminal-text.ts';
import type { Format } from './compare/format.ts';
import type { CompareRequest } from './compare/options.ts';
import { Runs } from './compare/runs.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

/** Faster, slower, equivalent or unsure: one verdict per cell. */
export async function compare(
  { sides, rule, format, failOn, force, relativeTo }: CompareRequest,
  results: string,
  { out }: Streams,
): Promise<ExitCode> {
  const runs = new Runs(results);
  const options = (): ComparisonOptions => ({ rule, floors: runs.floors(), isForced: force, relativeTo });
  let comparisons: readonly Comparison[];
  let text: string;
  if (sides.kind === 'by') {
    const [all] = await runs.sides([sides.place]);
    const matrix = compareBy(all, sides.trait, options());
    comparisons = matrix.comparisons;
    text = MATRIX_TEXTS[format](matrix);
  } else {
    const [base, candidate] = await runs.sides([sides.base, sides.new]);
    const comparison = compareSides(base, candidate, options());
    comparisons = [comparison];
    text = COMPARISON_TEXTS[format](comparison);
  }
  for (const comparison of comparisons) requireMeaning(comparison, force);
  out.write(text);
  const cells = comparisons.flatMap((comparison) => comparison.cells);
  return failOn !== null && cells.some(({ verdict }) => verdict === failOn) ? EXIT.gate : EXIT.done;
}

const COMPARISON_TEXTS = { text: comparisonText, markdown: comparisonMarkdown, json: jsonText } as const satisfies Record<
  Format,
  (comparison: Comparison) => string
>;

const MATRIX_TEXTS = { text: matrixText, markdown: matrixMarkdown, json: jsonText } as const satisfies Record<
  Format,
  (matrix: ComparisonMatrix) => string
>;

function requireMeaning({ forced, cells, base, new: candidate }: Comparison, force: boolean): void {
  const [first] = forced;
  if (first !== undefined && !force)
    throw new UserError({
      code: first.code,
      what: 'these runs cannot be compared',
      got: forced.map(({ message }) => message).join('; '),
      expected: 'the same work on the same kind of processor on both sides',
      fix: 'choose other runs, or add --force; the result will say so',
    });
  if (cells.length > 0) return;
  throw new UserError({
    code: 'nothing-in-common',
    what: 'the two sides have no cell in common',
    got: `${base.name} and ${candidate.name}`,
    expected: 'the same workload, preset, operation, threads and cache state, measured without failure on both sides',
    fix: 'mntbench show RUN lists the cells of a run',
  });
}
