import { UserError } from '../../core/errors.ts';
import { type ExportCell, exportCells, inSeconds, valuesAt } from './cells.ts';
import { csvText } from './csv-text.ts';
import type { Exported, ExportInput } from './export-input.ts';
import { cellFields } from './names.ts';
import { dependence, leftOut, NO_VALUES } from './notes.ts';
import { safePart } from './safe-text.ts';

/**
 * nodejs/node benchmark/compare.js and compare.R: rates, of which higher is better, of an `old` and a `new` side, and a Welch test over
 * the rows. What is compared is the same cell on both sides, so a cell on one side only is left out.
 */
export function nodeCompare(input: ExportInput): Exported {
  const [old, next, ...more] = input.sides;
  if (old === undefined || next === undefined || more.length > 0) throw sidesWrong(input.sides.length);
  const sides = { old: exportCells(old), new: exportCells(next) };
  const isShared = ({ name }: ExportCell): boolean =>
    sides.old.cells.some((cell) => cell.name === name) && sides.new.cells.some((cell) => cell.name === name);
  const alone = [...sides.old.cells, ...sides.new.cells].filter((cell) => !isShared(cell)).map(({ name }) => name);
  const shared = [...sides.old.cells, ...sides.new.cells].filter(isShared);
  const names = sides.old.cells.filter(isShared).map(({ name }) => name);
  const dependent = dependence(shared, input.level);
  const rows = names.flatMap((name) =>
    (['old', 'new'] as const).flatMap((side) =>
      sides[side].cells
        .filter((cell) => cell.name === name)
        .flatMap((cell) => rowsOf(side, cell, input.level, dependent.length > 0)),
    ),
  );
  return {
    files: [
      { name: 'node-compare.csv', text: csvText([['binary', 'filename', 'configuration', 'rate', 'time'], ...rows], 'always') },
    ],
    cells: names.length,
    notes: [
      ...leftOut([...sides.old.failed, ...sides.new.failed], NO_VALUES),
      ...leftOut(alone, 'on one side only'),
      ...dependent,
    ],
  };
}

/** The level stands in the configuration where it matters, so that the table of results says what its stars rest on. */
function rowsOf(side: 'old' | 'new', cell: ExportCell, level: ExportInput['level'], isDependent: boolean): (string | number)[][] {
  const fields = [...cellFields(cell.cell), ...(isDependent ? [['level', level] as const] : [])].filter(
    ([name]) => name !== 'workload',
  );
  const configuration = fields.map(([name, value]) => `${name}="${value}"`).join(' ');
  const workload = safePart(cell.cell.workload);
  return cell.boots
    .flatMap((boot) => valuesAt(level, boot))
    .map(inSeconds)
    .filter((seconds) => seconds > 0)
    .map((seconds) => [side, workload, configuration, 1 / seconds, seconds]);
}

function sidesWrong(got: number): UserError {
  return new UserError({
    code: 'export-sides',
    what: 'node-compare sets an old side against a new one',
    got: `${got} name${got === 1 ? '' : 's'}`,
    expected: 'two names, each of a run, a folder of runs or a glob',
    fix: 'mntbench export OLD NEW --format node-compare',
  });
}
