import { COUNTER_COLUMNS } from '../core/counting.ts';
import { METRICS, SAMPLE_COLUMNS } from '../core/sample.ts';
import { SUMMARY_COLUMNS } from '../core/summary.ts';
import { COUNTER_MEANINGS, SAMPLE_MEANINGS, SUMMARY_MEANINGS } from './column-meanings.ts';

/** The tables of results/README.md, by the mark that each stands after. */
function columnTables(): Readonly<Record<'samples' | 'metrics' | 'summary' | 'counters', string>> {
  return {
    samples: table(['column', 'meaning'], inOrder(SAMPLE_COLUMNS, SAMPLE_MEANINGS)),
    metrics: table(
      ['metric', 'unit', 'meaning'],
      Object.entries(METRICS).map(([name, { unit, about }]) => [name, unit, about]),
    ),
    summary: table(['column', 'meaning'], inOrder(SUMMARY_COLUMNS, SUMMARY_MEANINGS)),
    counters: table(['column', 'meaning'], inOrder(COUNTER_COLUMNS, COUNTER_MEANINGS)),
  };
}

function inOrder<Column extends string>(columns: Readonly<Record<Column, string>>, meanings: Readonly<Record<Column, string>>) {
  return (Object.keys(columns) as Column[]).map((column) => [column, meanings[column]]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map(([name, ...rest]) => [`\`${name}\``, ...rest])];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** The text with each table put between its marks. */
export function withTables(text: string): string {
  return Object.entries(columnTables()).reduce((before, [mark, rows]) => {
    const place = new RegExp(`(<!-- ${mark} -->\\n)[^]*?(<!-- end -->)`);
    if (!place.test(before)) throw new Error(`no place for the table ${mark}`);
    return before.replace(place, (_, begin: string, end: string) => `${begin}${rows}${end}`);
  }, text);
}
