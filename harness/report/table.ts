/** Text in columns. Cells are measured as printed: the caller adds no colour before the width is known. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) => Math.max(width(column.title), ...rows.map((row) => width(row[index] ?? ''))));
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n');
}

function pad(text: string, size: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, size - width(text)));
  return align === 'left' ? text + space : space + text;
}

/** Code points; wide characters only occur in paths, which stand alone on their line. */
function width(text: string): number {
  return [...text].length;
}
