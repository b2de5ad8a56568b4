import { UserError } from '../core/errors.ts';
import { type Exported, type ExportedFile, runsOf } from '../report/export/export-input.ts';
import { EXPORT_FORMATS, type ExportFormat, type ExportFormatName } from '../report/export/formats.ts';
import { aboutRuns } from '../report/export/notes.ts';
import { terminalText } from '../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { loadExported } from './export/load.ts';
import { requireFree, writeFile, writeFolder } from './export/place.ts';

export interface ExportOptions {
  readonly format: string;
  /** A file, or a folder for formats of several files; null: standard output. */
  readonly out: string | null;
  readonly level: 'sample' | 'boot';
}

/** Rows, not figures: made by the database, which is loaded for it alone. */
const PARQUET = 'parquet';

/** Files for other tools, made from the samples on demand. What the files do not show is said on standard error. */
export async function exportRuns(
  names: readonly string[],
  results: string,
  options: ExportOptions,
  streams: Streams,
  version: string,
): Promise<ExitCode> {
  if (options.format === PARQUET) {
    const { exportAsParquet } = await import('./export-parquet.ts');
    return exportAsParquet(names, results, options.out, streams);
  }
  const format = requireFormat(options.format);
  const place = requirePlace(format, options);
  const input = loadExported(names, results, format);
  const exported = format.render({ ...input, level: options.level, version });
  const [first] = requireFigures(exported, options.format);
  for (const note of [...exported.notes, ...aboutRuns(runsOf(input))]) streams.err.write(`note: ${terminalText(note)}\n`);
  if (place === null) streams.out.write(first.text);
  else if (format.files === 'one') writeFile(place, first.text);
  else writeFolder(place, exported.files);
  return EXIT.done;
}

function requireFormat(name: string): ExportFormat {
  if (isFormat(name)) return EXPORT_FORMATS[name];
  throw new UserError({
    code: 'format-unknown',
    what: 'there is no such format to export to',
    got: JSON.stringify(name),
    expected: [...Object.keys(EXPORT_FORMATS), PARQUET].join(' '),
    fix: 'docs/export.md says which tool reads which',
  });
}

function isFormat(name: string): name is ExportFormatName {
  return Object.hasOwn(EXPORT_FORMATS, name);
}

/** Before anything is read: a million samples take a while. */
function requirePlace({ files }: ExportFormat, { out, format }: ExportOptions): string | null {
  if (out !== null) return requireFree(out);
  if (files === 'one') return null;
  throw new UserError({
    code: 'export-folder',
    what: `${format} is made of several files`,
    got: 'no --out',
    expected: 'a folder that does not exist yet',
    fix: `mntbench export … --format ${format} --out DIR`,
  });
}

function requireFigures({ files, cells, notes }: Exported, format: string): readonly [ExportedFile, ...ExportedFile[]] {
  const [first, ...rest] = files;
  if (first !== undefined && cells > 0) return [first, ...rest];
  throw new UserError({
    code: 'export-empty',
    what: `there is nothing to export to ${format}`,
    got: notes[0] ?? 'runs without anything that this format holds',
    expected: 'at least one cell with a valid value',
    fix: 'mntbench show RUN says what was measured',
  });
}
