import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: the sources and the compiled program lie at different depths below it. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
  return folder;
}

/** Inputs that can be made again: XDG Base Directory Specification. */
export function cacheFolder(): string {
  return join(xdg('XDG_CACHE_HOME', '.cache'), 'mntbench');
}

/** What must outlive the cache: the machine's random name, noise floors. */
export function stateFolder(): string {
  return join(xdg('XDG_STATE_HOME', join('.local', 'state')), 'mntbench');
}

/** A relative path in these variables is invalid by the specification and is ignored. */
function xdg(variable: string, fallback: string): string {
  const value = process.env[variable];
  return value?.startsWith('/') === true ? resolve(value) : join(homedir(), fallback);
}
