import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { removeTree } from '../../system/remove-tree.ts';
import type { Answer, Git } from './git.ts';
import { type RemoteUrl, spoken } from './url.ts';

/** The branch that is published to. */
export interface RemoteBranch {
  readonly name: string;
  /** False in an empty repository, and for a branch that is yet to be made. */
  readonly exists: boolean;
}

/** Where the newest state of the branch lies in the private repository. */
const BASE = 'refs/mntbench/base';

const DEFAULT_BRANCH = 'main';

/** The branch that the user names, else the one that the remote calls its own. */
export async function remoteBranch(git: Git, remote: RemoteUrl, asked: string | null): Promise<RemoteBranch> {
  if (asked !== null) await requireName(git, asked);
  const { head, branches } = await listed(git, remote);
  if (asked !== null) return { name: asked, exists: branches.includes(asked) };
  if (head !== null) return { name: head, exists: branches.includes(head) };
  const [only, another] = branches;
  if (only === undefined) return await firstBranch(git, remote);
  if (another === undefined) return { name: only, exists: true };
  throw new UserError({
    code: 'branch-unclear',
    what: 'the branch to publish to',
    got: `${remote.shown}, whose HEAD names no branch that exists, and which has ${branches.length}`,
    expected: 'one branch',
    fix: 'name it by --branch',
  });
}

interface Listed {
  readonly head: string | null;
  readonly branches: readonly string[];
}

async function listed(git: Git, remote: RemoteUrl): Promise<Listed> {
  const answer = await git.user(['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*']);
  if (!answer.ok) throw unreachable(remote, answer);
  const named = (pattern: RegExp): string[] => answer.stdout.split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return { head: named(/^ref: refs\/heads\/(.+)\tHEAD$/)[0] ?? null, branches: named(/^[0-9a-f]{40,64}\trefs\/heads\/(.+)$/) };
}

/**
 * An empty repository tells the name of its first branch only to who clones it. Guessing another one would give the repository two
 * branches when two publishers are its first, so a clone that fails is an error.
 */
async function firstBranch(git: Git, remote: RemoteUrl): Promise<RemoteBranch> {
  const folder = join(git.directory, 'mntbench-empty');
  removeTree(folder);
  const options = ['-c', `init.defaultBranch=${DEFAULT_BRANCH}`, '-c', 'protocol.version=2'];
  const cloned = await git.user([...options, 'clone', '--quiet', '--bare', '--depth=1', '--template=', '--', remote.url, folder]);
  try {
    if (!cloned.ok) throw unreachable(remote, cloned);
    const name = (await git.local([`--git-dir=${folder}`, 'symbolic-ref', '--short', 'HEAD'])).trim();
    // Somebody else may have been first since.
    const { branches } = await listed(git, remote);
    return { name, exists: branches.includes(name) };
  } finally {
    removeTree(folder);
  }
}

async function requireName(git: Git, name: string): Promise<void> {
  const checked = await git.user(['check-ref-format', `refs/heads/${name}`]);
  if (checked.ok && !name.startsWith('-')) return;
  throw new UserError({
    code: 'branch-invalid',
    what: 'option --branch',
    got: JSON.stringify(name),
    expected: 'the name of a branch',
    fix: 'see git help check-ref-format',
  });
}

/** The newest commit of the branch, without its history; null when the branch does not exist. */
export async function fetchBase(git: Git, remote: RemoteUrl, { name, exists }: RemoteBranch): Promise<string | null> {
  if (!exists) return null;
  const fetched = await git.user(['fetch', ...FETCH, '--', remote.url, `+refs/heads/${name}:${BASE}`]);
  if (!fetched.ok) throw unreachable(remote, fetched);
  return (await git.local(['rev-parse', '--verify', `${BASE}^{commit}`])).trim();
}

const FETCH = [
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--depth=1',
  '--update-shallow',
  '--no-recurse-submodules',
] as const;

export type PushResult =
  | { readonly status: 'pushed' }
  /** Somebody else was first, or is at it: what was built on is no longer the newest. */
  | { readonly status: 'raced'; readonly said: string }
  | { readonly status: 'refused'; readonly said: string };

/** Reasons that a repository gives while two pushes meet. Each of them goes away by itself. */
const RACES =
  /\((?:fetch first|non-fast-forward|stale info|failed to update ref|failed to lock|cannot lock ref[^)]*|incorrect old value provided|reference already exists|remote ref updated since checkout|needs force)\)/;

/** Never with force: a branch that moved is answered with `raced`. */
export async function push(git: Git, remote: RemoteUrl, commit: string, branch: string): Promise<PushResult> {
  const answer = await git.user(['push', '--porcelain', '--no-verify', '--', remote.url, `${commit}:refs/heads/${branch}`]);
  if (answer.ok) return { status: 'pushed' };
  const rejected = answer.stdout.split('\n').filter((line) => line.startsWith('!'));
  const said = spoken(remote, [...rejected.map((line) => line.slice(2)), answer.said].join('\n'));
  return { status: rejected.some((line) => RACES.test(line)) ? 'raced' : 'refused', said };
}

function unreachable(remote: RemoteUrl, answer: Answer): UserError {
  return new UserError({
    code: 'remote-unreachable',
    what: 'the results repository cannot be reached',
    got: `${remote.shown}; git said: ${spoken(remote, answer.said)}`,
    expected: 'a git repository that can be read and written',
    fix: 'check the address, the network and your access (git ls-remote must work without a password being typed)',
  });
}
