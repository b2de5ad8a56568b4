import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { isIndexOf } from '../index-csv.ts';
import type { IndexRow } from '../index-row.ts';
import { FORMAT, INDEX, MACHINE_FILE } from '../layout.ts';
import { mostBytesOf } from '../limits.ts';
import { parseMachineFile } from '../machine-file.ts';
import type { RunFiles } from '../ports.ts';
import { parseFormat, requireKnownFormat } from '../repository/made-files.ts';
import type { Problem, Walked } from './walk.ts';

/** A folder that calls itself a results repository: everything in it has to be in order, not only its runs. */
export function isRepository(root: string): boolean {
  return [FORMAT, INDEX].some((name) => existsSync(join(root, name)));
}

/** What is wrong with what is made from the runs. `rows`: of all runs that can be read. */
export function repositoryProblems(root: string, walked: Walked, rows: readonly IndexRow[], files: RunFiles): Problem[] {
  return [...formatProblems(root), ...machineProblems(root, walked), ...indexProblems(root, walked, rows, files)];
}

function formatProblems(root: string): Problem[] {
  const text = plainText(root, FORMAT);
  if (text === null) return [{ path: FORMAT, problem: 'is missing' }];
  try {
    requireKnownFormat(parseFormat(text), root);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ path: FORMAT, problem: 'is not of a version that this program knows' }];
  }
}

function machineProblems(root: string, { runs, machines }: Walked): Problem[] {
  const needed = new Set(runs.map(({ place }) => place.machine));
  const missing = [...needed].filter((machine) => !machines.includes(machine));
  const wrong = machines.filter(
    (machine) => parseMachineFile(plainText(root, `${machine}/${MACHINE_FILE}`) ?? '')?.machine !== machine,
  );
  return [
    ...missing.map((machine) => ({ path: `${machine}/${MACHINE_FILE}`, problem: 'is missing' })),
    ...wrong.map((machine) => ({ path: `${machine}/${MACHINE_FILE}`, problem: 'does not describe this machine' })),
  ];
}

function indexProblems(root: string, { runs, problems }: Walked, rows: readonly IndexRow[], files: RunFiles): Problem[] {
  if (problems.some(({ path }) => path === INDEX)) return []; // Told already: it was not read.
  const text = plainText(root, INDEX);
  if (text === null) return [{ path: INDEX, problem: 'is missing' }];
  // A run that cannot be read was told already, and has no row.
  if (rows.length < runs.length || isIndexOf(text, rows, files.csvText)) return [];
  return [{ path: INDEX, problem: 'is not what the runs give; the next publish makes it anew' }];
}

function plainText(root: string, name: string): string | null {
  const path = join(root, name);
  const state = lstatSync(path, { throwIfNoEntry: false });
  return state?.isFile() === true && state.size <= mostBytesOf(name) ? readFileSync(path, 'utf8') : null;
}
