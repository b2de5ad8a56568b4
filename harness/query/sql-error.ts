import { UserError } from '../core/errors.ts';
import type { DatabaseError } from './database.ts';
import { RUNS } from './load-runs.ts';
import { FILE_VIEWS } from './views.ts';

/** DuckDB's own words, which name the place; and what there is, where a name is unknown. */
export function sqlError(error: DatabaseError, sql: string): UserError {
  const [first = '', ...rest] = error.message.split('\n').filter((line) => line.trim() !== '');
  const message = [first, ...rest.filter((line) => !line.startsWith('LINE ') && !/^\s*\^\s*$/.test(line))].join(' ');
  const isUnknown = /Table with name|Referenced (?:column|table)|not found in FROM|does not have a column/.test(message);
  return new UserError(
    {
      code: 'query-invalid',
      what: 'the query cannot be run',
      got: `${message}${place(error.message)}`,
      expected: isUnknown ? `names from these views: ${viewList()}` : `SQL as DuckDB understands it, not ${JSON.stringify(sql)}`,
      fix: 'docs/query.md has examples; DESCRIBE samples lists columns with their types',
    },
    { cause: error },
  );
}

/** `, line 1 at "medain(value)…"`, from the line that DuckDB shows with a caret below it. */
function place(message: string): string {
  const match = /LINE (\d+): ([^\n]*)\n([ ]*)\^/.exec(message);
  if (match === null) return '';
  const [, line = '', shown = '', indent = ''] = match;
  const rest = shown.slice(Math.max(0, indent.length - `LINE ${line}: `.length));
  return `, line ${line} at ${JSON.stringify(rest)}`;
}

function viewList(): string {
  return [...FILE_VIEWS, { name: 'runs', columns: RUNS }]
    .map(({ name, columns }) => `${name} (${Object.keys(columns).join(', ')})`)
    .join(', ');
}
