import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, UserError } from '../../harness/core/errors.ts';
import type { OpenRequest } from '../../harness/core/workload.ts';
import { parseLock } from './own-lock.ts';
import type { InstallProject } from './project.ts';

/**
 * `--project`: the user's own dependencies. Two files are copied and nothing else: an `.npmrc` can hold a token, and installs run
 * without the scripts of any package.
 */
export async function ownProject(request: OpenRequest, project: string): Promise<InstallProject> {
  const packageJson = await readGiven(project, 'package.json');
  const lock = await readGiven(project, 'package-lock.json');
  const { packages, registry } = parseLock(lock, join(project, 'package-lock.json'));
  const directory = await request.store.scratch('own-project');
  await writeFile(join(directory, 'package.json'), packageJson);
  await writeFile(join(directory, 'package-lock.json'), lock);
  const sha256 = createHash('sha256').update(packageJson).update(lock).digest('hex');
  const fact = { name: 'own-project', sha256, facts: { packages } };
  return { directory, registryUrl: registry, server: null, expected: null, fact };
}

/** For an install that fails although the two files look right. */
export function cannotFetch(project: string, error: unknown): UserError {
  return new UserError(
    {
      code: 'project-not-installable',
      what: 'The packages of the project given with --project cannot be fetched',
      // npm complains in several lines; a message has one for each of its parts.
      got: `${project}: ${errorText(error).split('\n').join('; ')}`,
      expected: 'a lockfile in step with package.json, whose packages this machine can download once without a login',
      fix: 'Run `npm ci --ignore-scripts` in a copy of the project without its .npmrc, and mend what it reports.',
    },
    { cause: error },
  );
}

async function readGiven(project: string, name: string): Promise<string> {
  try {
    return await readFile(join(project, name), 'utf8');
  } catch (error) {
    throw new UserError(
      {
        code: 'project-file-missing',
        what: `The project given with --project has no readable ${name}`,
        got: errorText(error),
        expected: 'a folder with package.json and package-lock.json',
        fix: name === 'package.json' ? 'Give the folder of an npm project.' : 'Run `npm install --package-lock-only` in it.',
      },
      { cause: error },
    );
  }
}
