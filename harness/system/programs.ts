import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Command, Tool } from '../core/workload.ts';
import { projectFolder } from './folders.ts';
import type { CommandLine } from './timed-command.ts';

/** Where the programs of commands lie; null where one is missing. */
export interface Programs {
  readonly git: string | null;
  /** A script for node, or an executable. */
  readonly npm: string | null;
  readonly tsc: string;
  readonly rm: string | null;
  readonly perl: string | null;
  readonly node: string;
}

/** Folders that `accept` refuses are passed over: with WSL's appendWindowsPath, npm on PATH may be the one of Windows. */
export function findPrograms(path: string, accept: (folder: string) => boolean): Programs {
  const folders = path.split(delimiter).filter((folder) => folder.startsWith('/') && accept(folder));
  const find = (name: string): string | null => folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
  return {
    git: find('git'),
    npm: find('npm'),
    tsc: join(projectFolder(), 'node_modules/typescript/bin/tsc'),
    rm: find('rm'),
    perl: find('perl'),
    node: process.execPath,
  };
}

/**
 * What `npm --version` would print, read where npm itself reads it: starting npm takes longer than everything else that is looked at.
 * Null where npm on PATH is not its own script (a shim of a version manager), or a drive of Windows stands before it.
 */
export function npmVersion(path: string): string | null {
  const folders = path.split(delimiter);
  const local = folders.slice(
    0,
    indexOr(folders, (folder) => folder.startsWith('/mnt/')),
  );
  const npm = local.map((folder) => join(folder, 'npm')).find(isExecutable);
  if (npm === undefined) return null;
  try {
    const read: unknown = JSON.parse(readFileSync(join(dirname(realpathSync(npm)), '..', 'package.json'), 'utf8'));
    const isNpm = typeof read === 'object' && read !== null && 'name' in read && read.name === 'npm' && 'version' in read;
    return isNpm && typeof read.version === 'string' ? read.version : null;
  } catch {
    return null; // Installed in some other way: npm has to say it.
  }
}

function indexOr<T>(items: readonly T[], test: (item: T) => boolean): number {
  const index = items.findIndex(test);
  return index < 0 ? items.length : index;
}

export function missingTools(programs: Programs, tools: readonly Tool[]): Tool[] {
  return tools.filter((tool) => programs[tool] === null);
}

/** Turns a step's command into what is executed, in an environment of which nothing is the user's. */
export function resolveCommand(command: Command, programs: Programs, scratch: string): CommandLine {
  const env = { ...isolatedEnvironment(programs, scratch), ...command.env };
  const { cwd, args } = command;
  const file = command.program === 'node' ? programs.node : programs[command.program];
  if (file === null) throw new Error(`${command.program} is not on PATH; the workload should have been skipped`);
  // Scripts run under the node that runs us: the version is recorded, and `env node` in a shebang could find another one.
  const isScript = command.program === 'tsc' || (command.program === 'npm' && realpathSync(file).endsWith('.js'));
  return isScript ? { file: programs.node, args: [realpathSync(file), ...args], cwd, env } : { file, args, cwd, env };
}

function isolatedEnvironment(programs: Programs, scratch: string): Record<string, string> {
  const folders = [programs.node, programs.git, programs.rm].filter((file) => file !== null).map((file) => dirname(file));
  return {
    PATH: [...new Set([...folders, '/usr/bin', '/bin'])].join(delimiter),
    HOME: scratch,
    TMPDIR: scratch,
    XDG_CONFIG_HOME: join(scratch, '.config'),
    XDG_CACHE_HOME: join(scratch, '.cache'),
    LC_ALL: 'C',
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // Missing or not executable: the next folder of PATH is tried.
  }
}
