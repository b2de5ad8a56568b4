import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Random } from '../core/random.ts';
import type { Git } from './git/git.ts';
import { identity as configuredIdentity } from './git/identity.ts';
import { fetchBase, push, remoteBranch } from './git/remote.ts';
import type { RemoteUrl } from './git/url.ts';
import type { RunFiles } from './ports.ts';
import { type Composition, commitOf, compose } from './repository/compose.ts';
import { BACK_OFF, backOffMs, type Pause } from './repository/pause.ts';
import { joined, type PayloadFile, waitingRef } from './repository/payload.ts';
import { entriesOf, Staging } from './repository/tree.ts';

export interface SendRequest {
  readonly git: Git;
  readonly folder: string;
  readonly work: string;
  readonly remote: RemoteUrl;
  /** Null: the remote's own. */
  readonly branch: string | null;
  readonly payload: readonly PayloadFile[];
}

export interface SendContext {
  readonly files: RunFiles;
  readonly pause: Pause;
  readonly random: Pick<Random, 'next'>;
  readonly progress: (text: string) => void;
}

export interface Sent extends Composition {
  readonly branch: string;
  /** How often was pushed; 0 when there was nothing to push. */
  readonly attempts: number;
}

/**
 * Pushes the payload, and whatever waits from before. It is a commit in the private repository before the remote is asked for the first
 * time, and stays one until a push has succeeded.
 */
export async function send(request: SendRequest, context: SendContext): Promise<Sent> {
  const { git, branch } = request;
  const identity = await configuredIdentity(git);
  const ref = waitingRef(branch);
  const before = await waiting(git, ref);
  const payload = joined(before.files, request.payload);
  await keep(request, payload, ref, identity);
  try {
    const sent = await pushed({ ...request, payload }, identity, context);
    await git.local(['update-ref', '-d', ref]);
    return sent;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!KEEPS.has(error.complaint.code)) await restore(git, ref, before.commit);
    else throw withHint(error);
    throw error;
  }
}

/** What another day, another network or the owner of the repository can cure; any other complaint is about the runs themselves. */
const KEEPS: ReadonlySet<string> = new Set(['remote-unreachable', 'push-refused', 'push-raced', 'branch-unclear']);

function withHint(error: UserError): UserError {
  const { complaint } = error;
  const fix = `${complaint.fix}; the commit is kept on this machine, and mntbench publish --continue pushes it`;
  return new UserError({ ...complaint, fix }, { cause: error });
}

async function pushed(request: SendRequest, identity: Readonly<Record<string, string>>, context: SendContext): Promise<Sent> {
  const { git, folder, work, remote, payload } = request;
  let branch = await remoteBranch(git, remote, request.branch);
  for (let attempt = 1; ; attempt++) {
    const base = await fetchBase(git, remote, branch);
    const composed = await compose(
      { git, folder, work: join(work, `attempt-${attempt}`), base, payload, identity, shown: remote.shown },
      context.files,
    );
    if (composed.commit === null) return { ...composed, branch: branch.name, attempts: attempt - 1 };
    const result = await push(git, remote, composed.commit, branch.name);
    if (result.status === 'pushed') return { ...composed, branch: branch.name, attempts: attempt };
    if (result.status === 'refused') throw refusedPush(remote, result.said);
    if (attempt === BACK_OFF.attempts) throw racedPush(remote, result.said);
    const milliseconds = backOffMs(attempt, context.random);
    context.progress(`somebody else published at the same moment; attempt ${attempt + 1} of ${BACK_OFF.attempts} follows`);
    await context.pause(milliseconds);
    // It may be the first commit of an empty repository that was in the way.
    if (!branch.exists) branch = await remoteBranch(git, remote, request.branch ?? branch.name);
  }
}

/** The payload as a commit of its own: whatever happens from here on, it is not lost. */
async function keep(
  { git, work }: SendRequest,
  payload: readonly PayloadFile[],
  ref: string,
  identity: Readonly<Record<string, string>>,
): Promise<void> {
  const staging = new Staging(git, work);
  await staging.readTree(null);
  await staging.put(payload);
  const commit = await commitOf(git, await staging.writeTree(), null, 'To be published', identity);
  await git.local(['update-ref', ref, commit]);
}

async function waiting(
  git: Git,
  ref: string,
): Promise<{ readonly commit: string | null; readonly files: readonly PayloadFile[] }> {
  const listed = await git.local(['for-each-ref', '--format=%(objectname) %(refname)', ref]);
  const line = listed.split('\n').find((text) => text.endsWith(` ${ref}`));
  if (line === undefined) return { commit: null, files: [] };
  const commit = line.slice(0, line.indexOf(' '));
  return { commit, files: await entriesOf(git, commit) };
}

async function restore(git: Git, ref: string, commit: string | null): Promise<void> {
  await git.local(commit === null ? ['update-ref', '-d', ref] : ['update-ref', ref, commit]);
}

function refusedPush(remote: RemoteUrl, said: string): UserError {
  return new UserError({
    code: 'push-refused',
    what: 'the results repository does not accept the runs',
    got: `${remote.shown}; git said: ${said}`,
    expected: 'a repository that this user may push to',
    fix: 'ask its owner, or publish to a repository of your own',
  });
}

function racedPush(remote: RemoteUrl, said: string): UserError {
  return new UserError({
    code: 'push-raced',
    what: 'others publish to the results repository all the time',
    got: `${BACK_OFF.attempts} attempts to push to ${remote.shown}, each of them too late; git said: ${said}`,
    expected: 'a moment in which nobody else publishes',
    fix: 'try again later',
  });
}
