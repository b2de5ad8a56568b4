import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { removeTree } from '../system/remove-tree.ts';
import { fetchBase, remoteBranch } from './git/remote.ts';
import type { RemoteUrl } from './git/url.ts';
import { MACHINE_FILE, pathOf, RETRACTED } from './layout.ts';
import { machineFile } from './machine-file.ts';
import { salt } from './machine-name.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';
import { lockFolder } from './repository/lock.ts';
import { type PayloadFile, waitingBranches } from './repository/payload.ts';
import { initialise, knownRemotes, type PrivateRepository, privateFolder, workFolder } from './repository/private.ts';
import { readRow } from './repository/rows.ts';
import { entriesOf, storeFiles } from './repository/tree.ts';
import { runsOf } from './repository/tree-runs.ts';
import { type SendContext, type Sent, send } from './send.ts';

export interface Destination {
  readonly remote: RemoteUrl;
  /** Null: the remote's own. */
  readonly branch: string | null;
  /** Of this program; holds the salt and a private repository for each remote. */
  readonly stateFolder: string;
}

export interface PublishRequest extends Destination {
  /** Folders of runs. */
  readonly runs: readonly string[];
  readonly label: string | null;
}

export interface Published {
  readonly remote: RemoteUrl;
  readonly sent: Sent;
  /** Empty where what waited was pushed: it was prepared when it was published. */
  readonly prepared: readonly PreparedRun[];
}

/** Validates, redacts, commits and pushes. */
export async function publish(request: PublishRequest, context: SendContext): Promise<Published> {
  const { remote, branch, stateFolder, runs, label } = request;
  return await inRepository(request, context, async ({ git, folder }, work) => {
    const staging = join(work, 'runs');
    const prepared = prepareRuns(runs, staging, salt(stateFolder), label, context);
    const payload = await stored({ git, folder }, staging, prepared);
    return { remote, prepared, sent: await send({ git, folder, work, remote, branch, payload }, context) };
  });
}

/** All runs, and a machine.json for each of their machines, in one folder. */
export function prepareRuns(
  runs: readonly string[],
  staging: string,
  saltText: string,
  label: string | null,
  { files, progress }: SendContext,
): PreparedRun[] {
  mkdirSync(staging);
  const prepared: PreparedRun[] = [];
  for (const run of runs) {
    progress(`checking and redacting ${run}`);
    const made = prepareRun(run, staging, saltText, files);
    if (prepared.some(({ place }) => place.runId === made.place.runId)) throw twice(made.place.runId);
    prepared.push(made);
  }
  for (const { place, folder } of prepared.toSorted((a, b) => (a.place.runId < b.place.runId ? 1 : -1))) {
    // The first run of a machine is written last, and so stays.
    const row = readRow(folder, place, false, files);
    writeFileSync(join(staging, place.machine, MACHINE_FILE), `${JSON.stringify(machineFile(row, label), null, 2)}\n`);
  }
  return prepared;
}

export async function stored(
  { git }: PrivateRepository,
  staging: string,
  prepared: readonly PreparedRun[],
): Promise<PayloadFile[]> {
  const machines = new Set(prepared.map(({ place }) => `${place.machine}/${MACHINE_FILE}`));
  const paths = [...machines, ...prepared.flatMap(({ place, files }) => files.map(({ name }) => `${pathOf(place)}/${name}`))];
  const oids = await storeFiles(
    git,
    paths.map((path) => join(staging, path)),
  );
  return paths.map((path, index) => ({ path, oid: oids[index] as string }));
}

/** Pushes what is kept from earlier failures: to one remote, or to all that something waits for. */
export async function publishWaiting(
  destination: Omit<Destination, 'remote'>,
  remotes: readonly RemoteUrl[],
  context: SendContext,
): Promise<Published[]> {
  const done: Published[] = [];
  for (const remote of remotes)
    await inRepository({ ...destination, remote }, context, async ({ git, folder }, work) => {
      for (const [index, branch] of (await waitingBranches(git)).entries()) {
        if (destination.branch !== null && branch !== destination.branch) continue;
        const own = join(work, String(index));
        mkdirSync(own);
        done.push({ remote, prepared: [], sent: await send({ git, folder, work: own, remote, branch, payload: [] }, context) });
      }
    });
  return done;
}

/** Addresses of the remotes that this machine has published to, or tried to. */
export function publishedRemotes(stateFolder: string): string[] {
  return knownRemotes(publishFolder(stateFolder));
}

/** Marks a published run as withdrawn: a file beside it says why, and nothing else changes. */
export async function retract(destination: Destination, runId: string, reason: string, context: SendContext): Promise<Published> {
  const { remote, branch } = destination;
  return await inRepository(destination, context, async ({ git, folder }, work) => {
    const base = await fetchBase(git, remote, await remoteBranch(git, remote, branch));
    const runs = base === null ? [] : runsOf(await entriesOf(git, base));
    const place = runs.find((run) => run.place.runId === runId)?.place;
    if (place === undefined) throw notThere(runId, remote);
    const path = `${pathOf(place)}/${RETRACTED}`;
    const file = join(work, 'retraction', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ schemaVersion: 1, reason }, null, 2)}\n`);
    const [oid] = await storeFiles(git, [file]);
    const payload = [{ path, oid: oid as string }];
    return { remote, prepared: [], sent: await send({ git, folder, work, remote, branch, payload }, context) };
  });
}

async function inRepository<T>(
  { remote, stateFolder }: Destination,
  { pause }: SendContext,
  work: (repository: PrivateRepository, folder: string) => Promise<T>,
): Promise<T> {
  const folder = privateFolder(publishFolder(stateFolder), remote.url);
  await using _lock = await lockFolder(folder, pause);
  const repository = await initialise(folder, remote.url);
  // Left by a publish that was killed: the lock says that it is over.
  removeTree(join(folder, 'mntbench-work'));
  const own = workFolder(folder);
  try {
    const done = await work(repository, own);
    await repository.git.local(TIDY);
    return done;
  } finally {
    removeTree(own);
  }
}

/** Packs what many publishes left, once there is much of it. */
const TIDY = ['-c', 'gc.auto=2000', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'] as const;

function publishFolder(stateFolder: string): string {
  return join(stateFolder, 'publish');
}

function twice(runId: string): UserError {
  return new UserError({
    code: 'run-twice',
    what: 'a run cannot be published',
    got: `${runId}, which two of the folders hold`,
    expected: 'each run once',
    fix: 'name one of them',
  });
}

function notThere(runId: string, remote: RemoteUrl): UserError {
  return new UserError({
    code: 'run-missing',
    what: 'a run cannot be withdrawn',
    got: `${runId}, which is not in ${remote.shown}`,
    expected: 'the whole id of a published run',
    fix: 'index.csv of the repository lists the runs',
  });
}
