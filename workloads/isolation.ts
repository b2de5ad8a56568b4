import { dirname } from 'node:path';
import type { Command } from '../harness/core/workload.ts';

/*
 * The harness starts every program with an environment made from an allow-list, so stray `GIT_*`, `npm_config_*`, `NODE_OPTIONS` and
 * proxy variables are gone already and HOME is an empty folder. What is added here shuts the files that git and npm read besides.
 */

const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  // Empty means "no template": the hooks and info files of the distribution differ between versions and would be copied to the target.
  GIT_TEMPLATE_DIR: '',
} as const;

/** Background work would run into the next sample; line ends must not depend on the platform. */
const GIT_OPTIONS = ['gc.auto=0', 'maintenance.auto=false', 'core.fsmonitor=false', 'core.autocrlf=false'];

/**
 * A git command that reads no configuration but the repository's own and looks for a repository in `cwd` only.
 * `safe.directory`: owners can look foreign on a Windows drive (microsoft/WSL #40719); git accepts the setting from the command line.
 */
export function gitCommand(cwd: string, args: readonly string[]): Command {
  const options = [...GIT_OPTIONS, `safe.directory=${cwd}`].flatMap((option) => ['-c', option]);
  return { program: 'git', args: [...options, ...args], cwd, env: { ...GIT_ENVIRONMENT, GIT_CEILING_DIRECTORIES: dirname(cwd) } };
}

/** Where npm keeps its things during a run. The two configuration files are empty and must differ: npm refuses to load one file twice. */
export interface NpmSurroundings {
  readonly cache: string;
  /** Null: the one that npm asks when nobody says otherwise. */
  readonly registry: string | null;
  readonly userConfig: string;
  readonly globalConfig: string;
}

/** Given on the command line, since that outranks an `.npmrc` beside the project. */
const NPM_OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund', '--logs-max=0'];

/** An npm command that reads no configuration of the user, runs no script of a package and asks nobody but the registry. */
export function npmCommand(cwd: string, surroundings: NpmSurroundings, args: readonly string[]): Command {
  const env = {
    npm_config_cache: surroundings.cache,
    ...(surroundings.registry === null ? {} : { npm_config_registry: surroundings.registry }),
    npm_config_userconfig: surroundings.userConfig,
    npm_config_globalconfig: surroundings.globalConfig,
    npm_config_update_notifier: 'false',
    npm_config_progress: 'false',
    // A registry that is really down is told at once; the default waits for more than a minute.
    npm_config_fetch_retries: '0',
  };
  return { program: 'npm', args: [...args, ...NPM_OPTIONS], cwd, env };
}
