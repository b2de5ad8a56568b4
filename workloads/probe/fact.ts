import { createHash } from 'node:crypto';
import type { InputFact } from '../../harness/core/workload.ts';
import { OPERATIONS, UNLINK } from './operations.ts';
import { DATA_FILE_BYTES } from './transfers.ts';

/** The probe's input is the list of what it calls: results are comparable as long as every label means the same. */
export function probeFact(): InputFact {
  const facts = { operations: OPERATIONS.length + 1, dataFileBytes: DATA_FILE_BYTES };
  const meaning = [...OPERATIONS, UNLINK].map(({ label, calls, args }) => ({ label, calls, args }));
  return { name: 'operations', sha256: createHash('sha256').update(JSON.stringify({ facts, meaning })).digest('hex'), facts };
}
