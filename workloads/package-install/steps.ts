import { join } from 'node:path';
import type { Place, Step } from '../../harness/core/workload.ts';
import { type NpmSurroundings, npmCommand } from '../isolation.ts';

/** A state of the package cache (facts/workloads.md §6): the lockfile is there, `node_modules` is not. */
export interface CacheState {
  readonly phase: 'install-empty-cache' | 'install-warm' | 'install-offline';
  readonly args: readonly string[];
  readonly cache: 'empty' | 'primed';
}

/** A CI server: everything comes from the registry. */
export const EMPTY_CACHE: CacheState = { phase: 'install-empty-cache', args: ['ci'], cache: 'empty' };
/** A developer's machine, and the same without any registry. */
export const PRIMED_CACHE: readonly CacheState[] = [
  { phase: 'install-warm', args: ['ci', '--prefer-offline'], cache: 'primed' },
  { phase: 'install-offline', args: ['ci', '--offline'], cache: 'primed' },
];

/** What the steps need to know of an opened project; all paths are away from every target. */
export interface Installable {
  /** Holds the two files of the project. */
  readonly project: string;
  /** A JSON file with what has to lie in `node_modules`. */
  readonly manifest: string;
  readonly npm: NpmSurroundings;
  readonly states: readonly CacheState[];
}

/** One install per cache state, each into a project of its own: clearing one between them would slow down the next, see Session.teardown. */
export function installBlock(installable: Installable, place: Place): readonly Step[] {
  return installable.states.flatMap((state) => installOnce(installable, place, state));
}

export function removeInstalled(installable: Installable, place: Place): readonly Step[] {
  return installable.states.map(({ phase }) => {
    const project = join(place.directory, phase);
    const command = { program: 'rm', args: ['-rf', join(project, 'node_modules')], cwd: project, env: {} } as const;
    return { kind: 'command', phase: 'remove', operation: 'rm', command };
  });
}

function installOnce({ project, manifest, npm }: Installable, place: Place, state: CacheState): readonly Step[] {
  const directory = join(place.directory, state.phase);
  const cache = state.cache === 'primed' ? npm.cache : join(place.scratch, 'npm-cache');
  return [
    { kind: 'task', task: 'write-project', args: { from: project, to: directory }, checks: [] },
    // Timed from spawn to exit: starting Node and npm is part of what a user waits for, and equal on every target.
    { kind: 'command', phase: state.phase, operation: 'npm-ci', command: npmCommand(directory, { ...npm, cache }, state.args) },
    { kind: 'task', task: 'verify-install', args: { project: directory, manifest }, checks: [state.phase] },
  ];
}
