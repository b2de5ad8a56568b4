import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineWorkload, namedIn, type OpenRequest, type Session, sibling } from '../../harness/core/workload.ts';
import { readOutput } from './output.ts';
import { type BuildPreset, PRESETS } from './presets.ts';
import { planProject, projectFact, writeProject } from './project.ts';
import { buildBlock, compile, copyProject, removeOutput } from './steps.ts';

/** The TypeScript compiler on a generated project: many look-ups and reads, then many small writes. */
export const workload = defineWorkload({
  name: 'build',
  title: 'tsc on a TypeScript project, from nothing and with nothing changed',
  worker: sibling(import.meta.url, 'worker'),
  presets: PRESETS,
  ladder: ['tiny', 'small', 'medium'],
  tools: ['tsc'],
  sweepsConcurrency: false,
  open: openSession,
});

async function openSession({ preset, seed, store, tool, progress }: OpenRequest): Promise<Session> {
  const { sources, dependencies } = namedIn<BuildPreset>(PRESETS, preset, 'preset of build');
  const planned = planProject(sources, dependencies, seed);
  const fact = projectFact(planned, sources, dependencies);
  // Planning is cheap, so the content itself is the key and no version of the generator has to be kept up to date.
  const project = await store.folder('typescript-project', { sha256: fact.sha256 }, (folder) => writeProject(folder, planned));

  // Per run, not per input: what comes out depends on the version of the compiler.
  progress('building the project once to know what comes out');
  const home = await store.scratch('build');
  const output = join(home, 'out');
  await tool(compile(project, output));
  const expected = join(home, 'expected.json');
  await writeFile(expected, JSON.stringify(readOutput(output)));
  return {
    inputs: [fact],
    fixture: (place) => copyProject(project, place),
    block: (place) => buildBlock(expected, place),
    teardown: removeOutput,
    async [Symbol.asyncDispose]() {},
  };
}
