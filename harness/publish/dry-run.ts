import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { removeTree } from '../system/remove-tree.ts';
import { identity } from './git/identity.ts';
import { fetchBase, type RemoteBranch, remoteBranch } from './git/remote.ts';
import { newSalt, storedSalt } from './machine-name.ts';
import type { PreparedRun } from './prepare.ts';
import { type PublishRequest, prepareRuns, stored } from './publish.ts';
import { type Composition, compose } from './repository/compose.ts';
import { initialise, workFolder } from './repository/private.ts';
import type { SendContext } from './send.ts';

export interface Preview {
  readonly prepared: readonly PreparedRun[];
  readonly composition: Composition;
  readonly branch: string | null;
  /** Why the remote could not be asked, so that index and README are shown as for an empty repository; null when it was. */
  readonly unreachable: string | null;
  /** This machine has no salt yet: the first publish makes one, and with it another name. */
  readonly nameIsNew: boolean;
}

/** All that `publish` does, up to the push, in a temporary folder that is gone afterwards. */
export async function preview(request: PublishRequest, context: SendContext): Promise<Preview> {
  const folder = mkdtempSync(join(tmpdir(), 'mntbench-publish-'));
  try {
    const { remote, runs, label } = request;
    const known = storedSalt(request.stateFolder);
    const repository = await initialise(folder, remote.url);
    const work = workFolder(folder);
    const staging = join(work, 'runs');
    const prepared = prepareRuns(runs, staging, known ?? newSalt(), label, context);
    const payload = await stored(repository, staging, prepared);
    const who = await identity(repository.git);
    const { branch, base, unreachable } = await newest(request, repository.git);
    const composition = await compose(
      { git: repository.git, folder, work: join(work, 'attempt'), base, payload, identity: who, shown: remote.shown },
      context.files,
    );
    return { prepared, composition, branch: branch?.name ?? request.branch, unreachable, nameIsNew: known === null };
  } finally {
    removeTree(folder);
  }
}

interface Newest {
  readonly branch: RemoteBranch | null;
  readonly base: string | null;
  readonly unreachable: string | null;
}

async function newest({ remote, branch: asked }: PublishRequest, git: Parameters<typeof identity>[0]): Promise<Newest> {
  try {
    const branch = await remoteBranch(git, remote, asked);
    return { branch, base: await fetchBase(git, remote, branch), unreachable: null };
  } catch (error) {
    if (error instanceof UserError && error.complaint.code === 'remote-unreachable')
      return { branch: null, base: null, unreachable: error.complaint.got };
    throw error;
  }
}
