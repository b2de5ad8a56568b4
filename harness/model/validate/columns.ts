import { z } from 'zod';
import { type Place, readFields, rowsOf, wrongField } from './fields.ts';

/** Rows of cells under names, as some tables of the file have them. */
export const columnsSchema = z.object({
  columns: z.array(z.string(), 'a list of names'),
  rows: rowsOf(z.array(z.unknown(), 'a list of cells')),
});

/** Reads one cell of a row by the name of its column. */
export type Cell = <T extends z.ZodType>(schema: T, column: string) => z.output<T>;

/** @throws UserError where a column that is wanted is missing, or a row has more or fewer cells than there are columns */
export function cellsOf({ columns, rows }: z.output<typeof columnsSchema>, wanted: readonly string[], place: Place): Cell[] {
  for (const column of wanted) if (!columns.includes(column)) throw wrongField(place, ['columns'], columns, `a column ${column}`);
  return rows.map((cells, index) => {
    const path = `${place.path}.rows[${index}]`;
    if (cells.length !== columns.length)
      throw wrongField({ ...place, path }, [], cells, `${columns.length} cells, one for each column`);
    return (schema, column) => {
      const position = columns.indexOf(column);
      return readFields(schema, cells[position], { ...place, path: `${path}[${position}]` });
    };
  });
}
