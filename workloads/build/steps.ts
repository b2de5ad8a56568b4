import { join } from 'node:path';
import type { Command, Place, Step } from '../../harness/core/workload.ts';
import { BUILD_INFO } from './output.ts';

/** Built twice: from nothing, and again with nothing changed, where most of the work is to find that out. */
export function buildBlock(expected: string, place: Place): readonly Step[] {
  const output = outputOf(place);
  const command = compile(projectOf(place), output);
  return [
    { kind: 'command', phase: 'build', operation: 'tsc', command },
    { kind: 'command', phase: 'rebuild', operation: 'tsc', command },
    // Once, at the end: it reads the whole output, and a rebuild may not change it.
    { kind: 'task', task: 'verify-output', args: { directory: output, expected }, checks: ['build', 'rebuild'] },
  ];
}

/** The sources stay on the target, shared by all blocks: only the output is new each time. */
export function copyProject(from: string, place: Place): readonly Step[] {
  return [{ kind: 'task', task: 'copy-project', args: { from, to: projectOf(place) }, checks: [] }];
}

export function removeOutput(place: Place): readonly Step[] {
  const command = { program: 'rm', args: ['-rf', outputOf(place)], cwd: place.directory, env: {} } as const;
  return [{ kind: 'command', phase: 'remove', operation: 'rm', command }];
}

/** `tsc` reads no configuration but the project's and no environment variable that the harness lets through. */
export function compile(project: string, output: string): Command {
  const args = ['-p', project, '--outDir', output, '--incremental', '--tsBuildInfoFile', join(output, BUILD_INFO)];
  return { program: 'tsc', args, cwd: project, env: {} };
}

function projectOf(place: Place): string {
  return join(place.fixture, 'project');
}

function outputOf(place: Place): string {
  return join(place.directory, 'out');
}
