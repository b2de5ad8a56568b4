import { devNull } from 'node:os';

/**
 * Given to every git: no hook of the user's runs, nothing is followed into another repository, nothing is packed in the background, no
 * helper program of an odd transport is started, and what a stranger's repository says of its files (filters, line ends) is not done.
 */
const OPTIONS = [
  `core.hooksPath=${devNull}`,
  `core.attributesFile=${devNull}`,
  'core.fsmonitor=false',
  'core.symlinks=false',
  'core.autocrlf=false',
  'core.askPass=',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'push.gpgSign=false',
  'push.followTags=false',
  'fetch.fsckObjects=true',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
  'protocol.allow=never',
  ...['file', 'git', 'http', 'https', 'ssh'].map((name) => `protocol.${name}.allow=always`),
].flatMap((option) => ['-c', option]);

export function gitArguments(directory: string, args: readonly string[]): string[] {
  return [...OPTIONS, `--git-dir=${directory}`, ...args];
}

/** What `git rev-parse --local-env-vars` lists: left over from a hook or a rebase, they would point git at another repository. */
export const LOCAL_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_QUARANTINE_PATH',
] as const;

/** For work on the private repository: nothing of the user's is read. */
export function localEnvironment(directory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: directory,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * Added to the user's own environment where a remote is asked: proxies, certificates, credential helpers and ssh are his. Nothing waits for
 * a password that nobody types. `ownSsh`: the user's configuration names a program for ssh.
 */
export function remoteEnvironment(ownSsh: boolean): Record<string, string> {
  const isOwn = ownSsh || process.env.GIT_SSH_COMMAND !== undefined || process.env.GIT_SSH !== undefined;
  return {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    ...(isOwn ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30' }),
  };
}
