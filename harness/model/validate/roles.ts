/** Roles of rows that the model must fail on, and say so. Every other role, known or not, asks for agreement. */
const FAILING: ReadonlySet<string> = new Set(['declared-failure', 'negative-control']);

/** What the table says has to come out of a row that the model cannot describe; null: it has to agree. */
export function declaredFailure(row: {
  readonly role?: string | undefined;
  readonly expected?: string | undefined;
}): string | null {
  if (row.expected === 'unexplained') return row.expected;
  return row.role !== undefined && FAILING.has(row.role) ? row.role : null;
}
