import { type ExportCell, exportCells, inSeconds, valuesAt } from './cells.ts';
import { conditionsOf } from './conditions.ts';
import { type Exported, type ExportInput, type ExportRun, runsOf } from './export-input.ts';
import { cacheName } from './names.ts';
import { dependence, leftOut, NO_VALUES } from './notes.ts';
import { lineText, safePart } from './safe-text.ts';

/**
 * Go's benchmark format (golang/proposal design/14313, golang/perf benchfmt/reader.go). Lines of `key: value` hold for all that follows.
 * Not in them: the run and the boot, because benchstat makes a table of its own for every combination of these values.
 */
export function benchfmt(input: ExportInput): Exported {
  const runs = runsOf(input);
  const { cells, failed } = exportCells(runs);
  const dependent = dependence(cells, input.level);
  const lines = [...dependent.map((text) => `# warning: ${text}`), 'Unit sec/op better=lower assume=nothing'];
  let stated = new Map<string, string>();
  for (const run of runs) {
    const conditions = new Map(conditionsOf(run.record));
    const results = resultLines(cells, input.level, run);
    if (results.length === 0) continue;
    // An empty value takes back what was said before.
    for (const key of stated.keys()) if (!conditions.has(key)) lines.push(`${key}:`);
    for (const [key, value] of conditions) if (stated.get(key) !== value) lines.push(`${key}: ${value}`);
    stated = conditions;
    lines.push(`# run ${lineText(run.record.id)}`);
    // Not spread: a million arguments are more than a call can have.
    for (const result of results) lines.push(result);
  }
  return {
    files: [{ name: 'mntbench.bench.txt', text: `${lines.join('\n')}\n` }],
    cells: cells.length,
    notes: [...leftOut(failed, NO_VALUES), ...dependent],
  };
}

function resultLines(cells: readonly ExportCell[], level: ExportInput['level'], run: ExportRun): string[] {
  return cells.flatMap((cell) => {
    const name = benchmarkName(cell);
    const own = cell.boots.filter((boot) => boot.run === run);
    return own.flatMap((boot) => valuesAt(level, boot).map((value) => `${name} 1 ${inSeconds(value)} sec/op`));
  });
}

/**
 * benchstat pairs the rows of two columns by what is left of the name when the column's key is taken away, so the target stands only
 * where its name says more than the transport. The cache state comes last: a name that ends in `-<digits>` would lose them as GOMAXPROCS.
 */
function benchmarkName({ cell }: ExportCell): string {
  const keys = [
    ['phase', safePart(cell.phase)],
    ['op', safePart(cell.operation)],
    ['preset', safePart(cell.preset)],
    ['transport', cell.transport],
    ...(cell.target === cell.transport ? [] : [['target', safePart(cell.target)]]),
    ['threads', String(cell.concurrency)],
    ['cache', cacheName(cell)],
  ];
  return `Benchmark${camel(cell.workload)}${keys.map(([key, value]) => `/${key}=${value}`).join('')}`;
}

/** `repo-clone` as `RepoClone`; Go's names begin with a capital. */
function camel(text: string): string {
  return /^[a-z]+(-[a-z]+)*$/.test(text)
    ? text.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
    : `X${safePart(text)}`;
}
