import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { makeFolder } from '../system/make-folder.ts';
import { runProgram } from '../system/program.ts';
import type { LabPrograms } from './requirements.ts';

const UPDATE_MS = 300_000;
const DOWNLOAD_MS = 900_000;
const QUERY_MS = 60_000;

/** One suite of Debian, asked through a private configuration: the machine's own sources, lists and packages are not touched. */
export interface Archive {
  packageNames(prefix: string): Promise<string[]>;
  /** Downloads into the folder; apt checks the suite's signature and the package's hash. Resolves with the path of the package. */
  download(name: string): Promise<string>;
  version(name: string): Promise<string>;
  /** As apt-cache prints them. */
  depends(name: string): Promise<string>;
}

/** Fetches the list of a suite. `folder` is scratch that the caller removes. */
export async function openArchive(suite: string, mirror: string, folder: string, programs: LabPrograms): Promise<Archive> {
  const options = privateConfiguration(suite, mirror, folder, programs.keyring);
  const ask = async (program: string, args: readonly string[], timeoutMs: number): Promise<string> => {
    const result = await runProgram(program, [...options, ...args], { timeoutMs, cwd: folder, env: { LC_ALL: 'C' } });
    if (result.status === 'exited' && result.exitCode === 0) return result.stdout.toString('utf8');
    throw refused(suite, mirror, `${args[0]}: ${result.status === 'exited' ? lastLines(result.stderr) : result.status}`);
  };
  // Without this a failed download of the list is only a warning, and the list then is empty.
  await ask(programs.aptGet, ['update', '-qq', '-o', 'APT::Update::Error-Mode=any'], UPDATE_MS);
  return {
    packageNames: async (prefix) => (await ask(programs.aptCache, ['pkgnames', prefix], QUERY_MS)).split('\n').filter(Boolean),
    async download(name) {
      await ask(programs.aptGet, ['download', '-qq', name], DOWNLOAD_MS);
      const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'));
      if (file === undefined) throw refused(suite, mirror, `${name} was not downloaded`);
      return join(folder, file);
    },
    depends: (name) => ask(programs.aptCache, ['depends', name], QUERY_MS),
    async version(name) {
      const shown = await ask(programs.aptCache, ['show', '--no-all-versions', name], QUERY_MS);
      const version = /^Version: (\S+)$/m.exec(shown)?.[1];
      if (version === undefined) throw refused(suite, mirror, `${name} has no version`);
      return version;
    },
  };
}

function privateConfiguration(suite: string, mirror: string, folder: string, keyring: string): string[] {
  makeFolder(join(folder, 'lists/partial'));
  makeFolder(join(folder, 'cache/archives/partial'));
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'status'), ''); // No package is installed: whatever the machine runs, the newest is offered.
  writeFileSync(join(folder, 'sources.list'), `deb [arch=amd64 signed-by=${keyring}] ${mirror} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': 'sources.list',
    'Dir::Etc::sourceparts': 'parts',
    'Dir::Etc::preferences': 'no-preferences',
    'Dir::Etc::preferencesparts': 'parts',
    'Dir::State': '',
    'Dir::State::lists': 'lists',
    'Dir::State::status': 'status',
    'Dir::Cache': 'cache',
  };
  return [
    ...Object.entries(settings).flatMap(([name, path]) => ['-o', `${name}=${join(folder, path)}`]),
    ...['-o', 'APT::Architecture=amd64', '-o', 'Acquire::Languages=none'],
    // Its own user could not write below a home folder that is closed to others.
    ...['-o', 'APT::Sandbox::User=root'],
  ];
}

function refused(suite: string, mirror: string, got: string): UserError {
  return new UserError({
    code: 'lab-archive-refused',
    what: `kernels of ${suite} cannot be fetched from ${mirror}`,
    got,
    expected: 'a mirror of Debian that can be reached and offers this suite',
    fix: 'check the network, name another mirror with --mirror URL, or bring a kernel with --kernel-image and --kernel-modules',
  });
}

function lastLines(output: Buffer): string {
  return output.toString('utf8').trim().split('\n').slice(-3).join(' · ') || 'no message';
}
