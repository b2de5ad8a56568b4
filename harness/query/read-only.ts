import { UserError } from '../core/errors.ts';
import { type Database, DatabaseError } from './database.ts';
import { sqlError } from './sql-error.ts';

/** What a statement may begin with. */
const FIRST_WORDS = 'SELECT WITH FROM VALUES TABLE PIVOT UNPIVOT DESCRIBE DESC SHOW SUMMARIZE EXPLAIN';

/** Answers rows like any other table, but switches the log on; a log that cannot be written ends the process. */
const SWITCHES = /\b(?:enable|disable)_logging\b|\btruncate_duckdb_logs\b/i;

/** Only one statement, that only reads. The database is locked and holds the views without rows: nothing is at stake. */
export async function requireReadOnly(database: Database, sql: string): Promise<void> {
  const bare = withoutComments(sql);
  const explained = /^EXPLAIN(?:\s+ANALYZE)?\s+([\s\S]*)$/i.exec(bare)?.[1];
  const word = /^\(*\s*([a-z]+)/i.exec(bare)?.[1]?.toUpperCase();
  if (bare === '') throw refused('no statement', sql);
  if (word === undefined || !FIRST_WORDS.split(' ').includes(word))
    throw refused(`a statement that begins with ${word ?? 'that'}`, sql);
  const switched = SWITCHES.exec(sql)?.[0];
  if (switched !== undefined) throw refused(switched, sql);
  try {
    const { count, isQuery } = await database.statement(explained ?? bare);
    if (count !== 1) throw refused(`${count} statements`, sql);
    if (!isQuery) throw refused('a statement that is not a query', sql);
  } catch (error) {
    throw error instanceof DatabaseError ? sqlError(error, sql) : error;
  }
}

/** Only those before the first word. */
function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '').trimEnd();
}

function refused(got: string, sql: string): UserError {
  return new UserError({
    code: 'query-refused',
    what: 'only a query can be run',
    got: `${got}: ${sql.trim() === '' ? 'empty text' : sql.trim()}`,
    expected: `one statement that begins with ${FIRST_WORDS.split(' ').slice(0, -1).join(', ')} or EXPLAIN`,
    fix: 'nothing can be changed by a query; write what it prints to a file of yours (--format csv or json)',
  });
}
