import { type ExportCell, estimateOf, exportCells, inSeconds } from './cells.ts';
import { conditionsOf, requireOneCondition } from './conditions.ts';
import { csvText } from './csv-text.ts';
import { type Exported, type ExportInput, type ExportRun, runsOf } from './export-input.ts';
import { leftOut, NO_VALUES } from './notes.ts';
import { safePart } from './safe-text.ts';

const CSV = 'otava.csv';

/** What may change along the series: otava shows it beside the points where the figures moved. */
const ATTRIBUTES = ['kernel', 'wsl', 'windows', 'dma-pool', 'lab'] as const;

interface Column {
  readonly name: string;
  readonly workload: string;
  readonly key: string;
}

/**
 * apache/otava (docs/CSV.md): a row per run, oldest first, and a test per workload over the same file. The reader turns every value of a
 * metric into a number and has no word for a missing one, so a cell is a column only where every run has it.
 */
export function otava(input: ExportInput): Exported {
  const runs = runsOf(input);
  requireOneCondition(runs, 'otava', ATTRIBUTES);
  const perRun = runs.map((run) => new Map(exportCells([run]).cells.map((cell) => [cell.name, cell] as const)));
  const all = exportCells(runs);
  const complete = all.cells.filter(({ name }) => perRun.every((cells) => cells.has(name)));
  const columns = named(complete);
  const rows = runs.map((run, index) => [
    run.record.startedAt,
    run.record.id,
    ...attributesOf(run),
    ...columns.map(({ key }) => medianIn(perRun[index], key)),
  ]);
  const head = ['time', 'commit', ...ATTRIBUTES, ...columns.map(({ name }) => name)];
  const partial = all.cells.filter((cell) => !complete.includes(cell)).map(({ name }) => name);
  return {
    files: [
      { name: CSV, text: csvText([head, ...rows], 'needed') },
      { name: 'otava.yaml', text: yaml(columns) },
    ],
    cells: columns.length,
    notes: [...leftOut(all.failed, NO_VALUES), ...leftOut(partial, 'not in every run')],
  };
}

function attributesOf({ record }: ExportRun): string[] {
  const conditions = new Map(conditionsOf(record));
  return ATTRIBUTES.map((key) => conditions.get(key) ?? '');
}

function medianIn(cells: ReadonlyMap<string, ExportCell> | undefined, name: string): number {
  const cell = cells?.get(name);
  if (cell === undefined) throw new RangeError(`no ${name}`);
  return inSeconds(estimateOf(cell).median);
}

/** Names for otava's command line and for YAML: letters, digits and underscores; a number where two cells would share one. */
function named(cells: readonly ExportCell[]): Column[] {
  const taken = new Set<string>();
  return cells.map(({ name: key, cell }) => {
    const plain = `${key.replaceAll(/[^A-Za-z0-9]+/g, '_')}_s`;
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
    taken.add(name);
    return { name, workload: safePart(cell.workload), key };
  });
}

/** Directions stand here only: otava takes higher for better where nothing is said. Quoted as JSON, which YAML reads. */
function yaml(columns: readonly Column[]): string {
  const workloads = [...new Set(columns.map(({ workload }) => workload))];
  const tests = workloads.flatMap((workload) => [
    `  ${JSON.stringify(`mntbench.${workload}`)}:`,
    '    type: csv',
    `    file: ${CSV}`,
    '    time_column: time',
    `    attributes: [commit, ${ATTRIBUTES.join(', ')}]`,
    '    metrics:',
    ...columns
      .filter((column) => column.workload === workload)
      .map(({ name }) => `      ${JSON.stringify(name)}: {column: ${JSON.stringify(name)}, direction: -1}`),
  ]);
  return `${['tests:', ...tests].join('\n')}\n`;
}
