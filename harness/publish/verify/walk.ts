import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { classified, isOwners, KERNEL, MACHINE, pathOf, RETRACTED, RUN_ID, type RunPlace } from '../layout.ts';
import { LIMITS, mostBytesOf } from '../limits.ts';

export interface Problem {
  /** Inside the repository; text of a stranger. */
  readonly path: string;
  readonly problem: string;
}

export interface FoundRun {
  readonly place: RunPlace;
  readonly retracted: boolean;
  /** Names inside the run of its plain files that are small enough to be read. */
  readonly files: ReadonlySet<string>;
  /** Names inside the run of what must not be opened; why stands in the problems. */
  readonly unread: ReadonlySet<string>;
}

export interface Walked {
  readonly runs: readonly FoundRun[];
  readonly machines: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Everything in a results repository that a stranger made. Links are told, never followed; nothing is opened; what does not belong is told
 * and not entered, so that a folder of a million files is one line.
 */
export function walkRepository(root: string): Walked {
  const runs = new Map<string, { place: RunPlace; retracted: boolean; files: Set<string>; unread: Set<string> }>();
  const machines: string[] = [];
  const problems: Problem[] = [];
  let entries = 0;
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path === '.git') continue;
      if (++entries > LIMITS.entries) return;
      const state = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (state === undefined) problems.push({ path, problem: 'its name is not UTF-8' });
      else if (state.isSymbolicLink()) leave(path, 'is a link, which is not followed');
      else if (state.isDirectory()) enter(path);
      else if (!state.isFile()) leave(path, 'is neither a file nor a folder');
      else note(path, state.size);
    }
  };
  const leave = (path: string, problem: string): void => {
    problems.push({ path, problem });
    const file = classified(path);
    if (file?.kind === 'run') runs.get(pathOf(file.place))?.unread.add(file.name);
  };
  const enter = (path: string): void => {
    const place = runPlace(path);
    if (place !== null) runs.set(path, { place, retracted: false, files: new Set(), unread: new Set() });
    if (isFolderOfOurs(path)) visit(path);
    else if (!isOwners(`${path}/`)) problems.push({ path: `${path}/`, problem: 'does not belong into a results repository' });
  };
  const note = (path: string, bytes: number): void => {
    const file = classified(path);
    if (file === null && isOwners(path)) return;
    if (file === null) problems.push({ path, problem: 'does not belong into a results repository' });
    else if (bytes > mostBytesOf(path))
      leave(path, `${mebibytes(bytes)} MiB are more than ${mebibytes(mostBytesOf(path))} MiB; it was not read`);
    else if (file.kind === 'machine') machines.push(file.machine);
    else if (file.kind === 'run') {
      const run = runs.get(pathOf(file.place));
      run?.files.add(file.name);
      if (run !== undefined && file.name === RETRACTED) run.retracted = true;
    }
  };
  visit('');
  if (entries > LIMITS.entries)
    problems.push({ path: '.', problem: `holds more than ${LIMITS.entries} files; the rest was not looked at` });
  return { runs: [...runs.values()].toSorted((a, b) => (a.place.runId < b.place.runId ? -1 : 1)), machines, problems };
}

function runPlace(path: string): RunPlace | null {
  const [machine = '', kernel = '', runId = '', ...rest] = path.split('/');
  return rest.length === 0 && MACHINE.test(machine) && KERNEL.test(kernel) && RUN_ID.test(runId)
    ? { machine, kernel, runId }
    : null;
}

function isFolderOfOurs(path: string): boolean {
  const [machine = '', kernel, runId, hist, ...deeper] = path.split('/');
  if (path === 'schema') return true;
  return (
    MACHINE.test(machine) &&
    (kernel === undefined || KERNEL.test(kernel)) &&
    (runId === undefined || RUN_ID.test(runId)) &&
    (hist === undefined || hist === 'hist') &&
    deeper.length === 0
  );
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
