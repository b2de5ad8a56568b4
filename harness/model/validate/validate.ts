import { isFine, type TableFindings } from './findings.ts';
import { readTables } from './read-tables.ts';

/** How a model does on a file of published tables. */
export interface ValidationReport {
  readonly tables: readonly TableReport[];
  readonly ok: boolean;
}

export interface TableReport extends TableFindings {
  /** As the file names it. */
  readonly id: string;
  /** Null where the file gives none. */
  readonly title: string | null;
  /** Every point that is judged is inside its tolerance, and every row did what the table declares of it. */
  readonly ok: boolean;
}

export interface ValidationOptions {
  /** Of all simulations. */
  readonly seed: number;
}

/**
 * Fits on what a table marks for fitting, predicts the rest and judges it.
 *
 * @param fileName for messages
 * @throws UserError where the text is no file of tables, or a field that is read is wrong
 */
export function validateTables(text: string, fileName: string, { seed }: ValidationOptions = { seed: 1 }): ValidationReport {
  const tables = readTables(text, fileName).map(({ id, title, check }): TableReport => {
    const findings = check(seed);
    return { id, title, ...findings, ok: isFine(findings) };
  });
  return { tables, ok: tables.every(({ ok }) => ok) };
}
