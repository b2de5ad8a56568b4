import { UserError } from '../../core/errors.ts';
import type { Git } from '../git/git.ts';
import { classified, pathOf, RETRACTED, type RunPlace } from '../layout.ts';
import type { TreeEntry } from './tree.ts';
import { runsOf } from './tree-runs.ts';

/** A file that is to be added to the repository; its bytes lie in the private one. */
export type PayloadFile = Pick<TreeEntry, 'oid' | 'path'>;

/** What of a payload a repository does not have yet. */
export interface Addition {
  readonly files: readonly PayloadFile[];
  readonly added: readonly RunPlace[];
  /** With equal bytes. */
  readonly alreadyThere: readonly RunPlace[];
  readonly retracted: readonly RunPlace[];
}

/** Runs only ever arrive: one that is there already, with other bytes, is refused. */
export function additionTo(existing: readonly TreeEntry[], payload: readonly PayloadFile[], shown: string): Addition {
  const there = filesByRun(existing);
  const ids = new Map([...there.values()].map(({ place }) => [place.runId, place]));
  const files: PayloadFile[] = [];
  const added: RunPlace[] = [];
  const alreadyThere: RunPlace[] = [];
  const retracted: RunPlace[] = [];
  for (const [path, run] of filesByRun(payload)) {
    const found = there.get(path);
    const withdrawal = run.files.get(RETRACTED);
    if (found === undefined && run.files.size === 1 && withdrawal !== undefined) throw notThere(path, shown);
    if (withdrawal !== undefined) {
      files.push({ path: `${path}/${RETRACTED}`, oid: withdrawal });
      retracted.push(run.place);
    }
    const measured = withoutRetraction(run.files);
    if (measured.size === 0) continue;
    if (found !== undefined) {
      if (!isEqual(withoutRetraction(found.files), measured)) throw differs(path, shown);
      alreadyThere.push(run.place);
      continue;
    }
    const other = ids.get(run.place.runId);
    if (other !== undefined) throw taken(run.place.runId, pathOf(other), shown);
    files.push(...[...measured].map(([name, oid]) => ({ path: `${path}/${name}`, oid })));
    added.push(run.place);
  }
  const paths = new Set(existing.map(({ path }) => path));
  const machines = new Set(added.map(({ machine }) => machine));
  for (const file of payload) {
    const kind = classified(file.path);
    // Written once: what a machine was when it was first seen.
    if (kind?.kind === 'machine' && machines.has(kind.machine) && !paths.has(file.path)) files.push(file);
  }
  return { files, added, alreadyThere, retracted };
}

/** By the path of the run; files as name and object id. */
function filesByRun(
  entries: readonly PayloadFile[],
): ReadonlyMap<string, { readonly place: RunPlace; readonly files: ReadonlyMap<string, string> }> {
  return new Map(
    runsOf(entries).map(({ place, files }) => [
      pathOf(place),
      { place, files: new Map([...files].map(([name, { oid }]) => [name, oid])) },
    ]),
  );
}

function withoutRetraction(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([name]) => name !== RETRACTED));
}

function isEqual(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, oid]) => b.get(name) === oid);
}

/** Two payloads as one; a run that is in both is taken as the newer has it. */
export function joined(older: readonly PayloadFile[], newer: readonly PayloadFile[]): PayloadFile[] {
  const replaced = filesByRun(newer);
  const kept = older.filter(({ path }) => {
    const file = classified(path);
    if (file?.kind === 'run') return replaced.get(pathOf(file.place)) === undefined;
    return !newer.some((other) => other.path === path);
  });
  return [...kept, ...newer];
}

/** Where what could not be pushed yet is kept: one commit for each branch that was asked for. */
export function waitingRef(branch: string | null): string {
  return branch === null ? 'refs/mntbench/waiting/default' : `refs/mntbench/waiting/branch/${branch}`;
}

/** Branches (null: the remote's own) that something waits for. */
export async function waitingBranches(git: Git): Promise<(string | null)[]> {
  const listed = await git.local(['for-each-ref', '--format=%(refname)', 'refs/mntbench/waiting/']);
  return listed
    .split('\n')
    .filter((name) => name !== '')
    .map((name) => /^refs\/mntbench\/waiting\/branch\/(.+)$/.exec(name)?.[1] ?? null);
}

function refusal(code: string, got: string, expected: string, fix: string): UserError {
  return new UserError({ code, what: 'a run cannot be published', got, expected, fix });
}

function differs(path: string, shown: string): UserError {
  return refusal(
    'run-differs',
    `${path}, which is in ${shown} with other contents`,
    'a run that is not there yet, or is there with equal checksums: a published run is never changed',
    'withdraw it with publish --retract if it is wrong',
  );
}

function taken(runId: string, path: string, shown: string): UserError {
  return refusal(
    'run-id-taken',
    `${runId}, an id that ${shown} has as ${path}`,
    'one run per id',
    'compare the two: one is probably a copy of the other under another name of the machine',
  );
}

function notThere(path: string, shown: string): UserError {
  return refusal('run-missing', `${path}, which is not in ${shown}`, 'a published run', 'index.csv lists the runs');
}
