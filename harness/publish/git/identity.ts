import { UserError } from '../../core/errors.ts';
import type { Git } from './git.ts';

/** Who commits: as the user's own git would, never guessed from the name of the machine. */
export async function identity(git: Git): Promise<Readonly<Record<string, string>>> {
  const author = await person(git, 'GIT_AUTHOR_IDENT');
  const committer = await person(git, 'GIT_COMMITTER_IDENT');
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}

async function person(git: Git, variable: string): Promise<{ readonly name: string; readonly email: string }> {
  const { ok, stdout, said } = await git.user(['-c', 'user.useConfigOnly=true', 'var', variable]);
  const [, name, email] = /^(.+) <([^>]+)> \d+ [+-]\d{4}$/.exec(stdout.trim()) ?? [];
  if (ok && name !== undefined && email !== undefined) return { name, email };
  throw new UserError({
    code: 'git-identity-missing',
    what: 'git does not know who commits',
    got: said.split('\n').find((line) => line.startsWith('fatal:')) ?? 'no user.name or no user.email',
    expected: "user.name and user.email in git's configuration; both are published with the commit",
    fix: 'git config --global user.name "…" and git config --global user.email "…"',
  });
}
