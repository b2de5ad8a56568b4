/** `needed`: as hyperfine writes. `always`: every text, as Node's compare.js writes; numbers never. */
export type Quoting = 'needed' | 'always';

/** RFC 4180 with LF. A spreadsheet runs text that begins like a formula, so such text gets an apostrophe (OWASP, CSV injection). */
export function csvText(rows: readonly (readonly (string | number)[])[], quoting: Quoting): string {
  return rows.map((row) => `${row.map((field) => fieldText(field, quoting)).join(',')}\n`).join('');
}

function fieldText(field: string | number, quoting: Quoting): string {
  if (typeof field === 'number') return String(field);
  const safe = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return quoting === 'always' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
