import { join } from 'node:path';
import { errorText, UserError } from '../../harness/core/errors.ts';
import type { OpenRequest } from '../../harness/core/workload.ts';
import { gitCommand } from '../isolation.ts';
import { gitOutput, type Repository, type RunTool, type State, stateAt } from './repository.ts';

/** Without another branch the switch goes this far back: one commit often touches two files, too few to measure. */
const COMMITS_BACK = 50;

/**
 * `--repo`: the user's repository, cloned once per run, so that every block clones what HEAD was when the run began.
 * Only git touches the original; `--no-local` since a local clone would hard-link into the user's object store.
 */
export async function ownRepository(request: OpenRequest, repository: string): Promise<Repository> {
  const { tool } = request;
  const directory = join(await request.store.scratch('own-repository'), 'repo.git');
  request.progress('cloning the repository given with --repo');
  try {
    await tool(gitCommand(process.cwd(), ['clone', '--quiet', '--bare', '--no-local', '--', repository, directory]));
    const head = await stateAt(tool, directory, 'HEAD');
    // Old repositories hold objects that a full fsck calls errors, in the original as in every clone of it.
    return { directory, head, other: await anotherState(tool, directory, head), fsck: ['--connectivity-only'] };
  } catch (error) {
    throw new UserError(
      {
        code: 'repository-not-usable',
        what: 'The repository given with --repo cannot be cloned',
        got: `${repository}: ${errorText(error)}`,
        expected: 'a repository with at least one commit that `git clone` can read without asking for a password',
        fix: 'Clone it yourself and give the path of that clone.',
      },
      { cause: error },
    );
  }
}

/** The branch committed to last whose files differ from HEAD's; failing that a commit some way back; failing that nothing. */
async function anotherState(tool: RunTool, directory: string, head: State): Promise<State | null> {
  const branches = await gitOutput(tool, directory, 'for-each-ref', '--sort=-committerdate', '--format=%(refname)', 'refs/heads');
  const back = await gitOutput(tool, directory, 'rev-list', '--first-parent', `--max-count=${COMMITS_BACK + 1}`, head.commit);
  for (const revision of [...branches.split('\n'), ...back.split('\n').reverse()]) {
    const state = await stateAt(tool, directory, revision);
    if (state.tree !== head.tree) return state;
  }
  return null;
}
