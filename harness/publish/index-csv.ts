import { type IndexRow, inOrder } from './index-row.ts';

/** Columns of index.csv in order, each with its text. New columns go to the end. */
const COLUMNS = {
  schema_version: () => '1',
  run_id: ({ runId }) => runId,
  machine: ({ machine }) => machine,
  kernel: ({ kernel }) => kernel,
  platform: ({ platform }) => platform,
  wsl_version: ({ wslVersion }) => wslVersion,
  transports: ({ transports }) => transports.join(' '),
  pool: ({ pool }) => pool,
  workloads: ({ workloads }) => workloads.join(' '),
  started_at: ({ startedAt }) => startedAt,
  status: ({ status }) => status,
  emulated: ({ emulated }) => (emulated === null ? null : String(emulated)),
  retracted: ({ retracted }) => String(retracted),
  sums: ({ sums }) => sums,
} as const satisfies Record<string, (row: IndexRow) => string | null>;

type CsvText = (rows: readonly (readonly unknown[])[]) => string;

export function indexCsv(rows: readonly IndexRow[], csvText: CsvText, columns = Object.entries(COLUMNS)): string {
  return csvText([columns.map(([name]) => name), ...inOrder(rows).map((row) => columns.map(([, of]) => inert(of(row))))]);
}

/** True when the text is what these rows give. An earlier version's index may lack the columns that were added at the end since. */
export function isIndexOf(text: string, rows: readonly IndexRow[], csvText: CsvText): boolean {
  const head = text.slice(0, text.indexOf('\n'));
  const known = Object.entries(COLUMNS).slice(0, head.split(',').length);
  return known.some(([name]) => name === LAST_OF_FIRST_VERSION) && text === indexCsv(rows, csvText, known);
}

const LAST_OF_FIRST_VERSION = 'sums' satisfies keyof typeof COLUMNS;

/** A spreadsheet takes what begins like this for a formula. */
function inert(text: string | null): string | null {
  return text !== null && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
