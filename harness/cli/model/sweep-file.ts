import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorText, UserError } from '../../core/errors.ts';
import { FIGURE_NAMES, type Figures } from '../../model/sweep/figures.ts';
import type { Axis } from '../../model/sweep/grid.ts';
import { csvRows, csvText } from '../../record/csv.ts';
import { type AppendOnlyFile, cutHalfLine, openAppendOnly, writeWholeFile } from '../../system/whole-file.ts';
import type { GridPoint } from './grid-points.ts';

/** What became of a point of the grid. */
export type RowEnd =
  | { readonly status: 'ok'; readonly figures: Figures }
  /** The reason in one sentence. */
  | { readonly status: 'refused'; readonly reason: string };

/** What the rows of a file have to be of. */
export interface SweepIdentity {
  readonly axes: readonly Axis[];
  readonly points: readonly GridPoint[];
  readonly version: string;
}

/**
 * The rows of a sweep on disk. Each is there before the next simulation ends, in the order in which they end; when all have ended the
 * file is put into the order of the grid.
 */
export class SweepFile implements Disposable {
  readonly path: string;
  /** By index of their points. */
  readonly found: ReadonlyMap<number, RowEnd>;
  readonly #identity: SweepIdentity;
  readonly #file: AppendOnlyFile;

  /** @throws UserError where the file is of something else: nothing in it is touched */
  constructor(path: string, identity: SweepIdentity) {
    this.path = path;
    this.#identity = identity;
    this.found = readRows(path, identity);
    if (this.found.size === 0) writeWholeFile(path, headOf(identity));
    else cutHalfLine(path);
    this.#file = openAppendOnly(path);
  }

  append(index: number, end: RowEnd): void {
    this.#file.append(lineOf(index, end, this.#identity));
  }

  /** In the order of the grid. */
  replace(ends: ReadonlyMap<number, RowEnd>): void {
    const lines = [...ends].toSorted(([a], [b]) => a - b).map(([index, end]) => lineOf(index, end, this.#identity));
    writeWholeFile(this.path, `${headOf(this.#identity)}${lines.join('')}`);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** What tells a row from those of every other sweep stands at its end. */
const IDENTITY_COLUMNS = ['seed', 'configuration_sha256', 'version', 'reason'] as const;

function columnsOf({ axes }: SweepIdentity): string[] {
  return [...axes.map(({ path }) => snakeCase(path)), 'status', ...FIGURE_NAMES.map(snakeCase), ...IDENTITY_COLUMNS];
}

function headOf(identity: SweepIdentity): string {
  return csvText([columnsOf(identity)]);
}

function lineOf(index: number, end: RowEnd, { points, version }: SweepIdentity): string {
  const point = points[index];
  if (point === undefined) throw new Error(`no point ${index} in the grid`);
  const figures = FIGURE_NAMES.map((name) => (end.status === 'ok' ? end.figures[name] : null));
  const seed = point.status === 'ready' ? point.configuration.run.seed : null;
  const reason = end.status === 'refused' ? end.reason : null;
  return csvText([[...point.values, end.status, ...figures, seed, point.sha256, version, reason]]);
}

/** `work.thinkNs` is `work_think_ns`. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(/[^a-z0-9]+/gi, '_');
}

function readRows(path: string, identity: SweepIdentity): Map<number, RowEnd> {
  const text = textOf(path);
  if (text === '') return new Map();
  if (!text.startsWith(headOf(identity))) throw another(path, 'a file with other columns');
  const columns = identity.axes.map((axis) => snakeCase(axis.path));
  const indexes = new Map(identity.points.map(({ values, sha256 }, index) => [JSON.stringify([values, sha256]), index]));
  return new Map(
    rowsIn(path, text).map((row, line) => {
      const index = indexes.get(JSON.stringify([columns.map((column) => row[column]), row.configuration_sha256]));
      const where = `line ${line + 2}: `;
      if (index === undefined) throw another(path, `${where}a point that is not in this grid, or of another configuration`);
      if (row.version !== identity.version) throw another(path, `${where}a row by version ${row.version} of mntbench`);
      return [index, endOf(row, path, where)];
    }),
  );
}

function rowsIn(path: string, text: string): Record<string, string>[] {
  try {
    return csvRows(text);
  } catch (error) {
    throw another(path, `no CSV: ${errorText(error)}`);
  }
}

function endOf(row: Readonly<Record<string, string>>, path: string, where: string): RowEnd {
  if (row.status === 'refused') return { status: 'refused', reason: row.reason ?? '' };
  const figures = FIGURE_NAMES.map((name): [string, number | null] => {
    const text = row[snakeCase(name)] ?? '';
    return [name, text === '' ? null : Number(text)];
  });
  if (row.status !== 'ok' || figures.some(([, value]) => Number.isNaN(value))) throw another(path, `${where}no row of a sweep`);
  return { status: 'ok', figures: Object.fromEntries(figures) as Figures };
}

/** Empty where there is none yet. */
function textOf(path: string): string {
  if (!existsSync(dirname(path))) throw another(path, `no folder ${dirname(path)}`);
  if (!existsSync(path)) return '';
  if (statSync(path).isDirectory()) throw another(path, 'a directory');
  return readFileSync(path, 'utf8');
}

function another(path: string, got: string): UserError {
  return new UserError({
    code: 'model-sweep-file',
    what: `option --out ${path}`,
    got,
    expected: 'a new file, or the rows of this same sweep: configuration, grid, operations, seed and version',
    fix: 'name another file, or remove this one; rows of a sweep that was stopped go on with the command that began it',
  });
}
