import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerModule } from '../../harness/core/workload.ts';
import { textArg } from '../inputs/args.ts';
import { firstDifference, type ManifestEntry, readManifest } from './manifest.ts';
import { PROJECT_FILES } from './project.ts';

export const loops: WorkerModule['loops'] = {};

export const tasks: WorkerModule['tasks'] = {
  /** A project that was never installed: the two files and nothing else. */
  'write-project': (args) => {
    const [from, to] = [textArg(args, 'from'), textArg(args, 'to')];
    mkdirSync(to);
    for (const name of PROJECT_FILES) writeFileSync(join(to, name), readFileSync(join(from, name)));
  },
  'verify-install': (args) => {
    // Written by open() of this run, from our own plan or a first install.
    const expected = JSON.parse(readFileSync(textArg(args, 'manifest'), 'utf8')) as ManifestEntry[];
    const difference = firstDifference(expected, readManifest(join(textArg(args, 'project'), 'node_modules')));
    if (difference !== null) throw new Error(`node_modules: ${difference}`);
  },
};
