import { UserError } from '../core/errors.ts';
import { type DatabaseError, MEMORY, QUERY_SECONDS } from './database.ts';

/** What is right, but too much; null for all other errors. */
export function beyondLimits(error: DatabaseError): UserError | null {
  const isLong = error.message.startsWith('INTERRUPT');
  if (!isLong && !error.message.startsWith('Out of Memory')) return null;
  return new UserError(
    {
      code: isLong ? 'query-too-long' : 'query-too-large',
      what: 'the query was stopped',
      got: isLong ? `no answer within ${QUERY_SECONDS} seconds` : `more rows than fit into ${MEMORY}`,
      expected: 'joins by run_id and what else tells rows apart, and only the columns that are needed',
      fix: 'look at EXPLAIN of it, or name fewer runs',
    },
    { cause: error },
  );
}
