import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerModule } from '../../harness/core/workload.ts';
import { textArg } from '../inputs/args.ts';
import { firstDifference, readOutput } from './output.ts';

export const loops: WorkerModule['loops'] = {};

export const tasks: WorkerModule['tasks'] = {
  'copy-project': (args) => copyFolder(textArg(args, 'from'), textArg(args, 'to')),
  'verify-output': (args) => {
    // Written by open() of this run.
    const expected = JSON.parse(readFileSync(textArg(args, 'expected'), 'utf8')) as Record<string, string>;
    const difference = firstDifference(expected, readOutput(textArg(args, 'directory')));
    if (difference !== null) throw new Error(`output of tsc: ${difference}`);
  },
};

/** By hand, since `cpSync` was experimental before Node 22.3 and asks a target about times and modes that do not matter here. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, copy);
    else writeFileSync(copy, readFileSync(source));
  }
}
