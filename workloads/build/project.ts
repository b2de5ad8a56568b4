import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InputFact } from '../../harness/core/workload.ts';
import { planDependencies } from './dependencies.ts';
import { planSources } from './sources.ts';

/** A project as its files: path with `/` → text. */
export type Project = ReadonlyMap<string, string>;

/** `types: []` keeps the compiler from looking for `@types` in every folder above the target, which would be the user's. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022'],
    module: 'nodenext',
    types: [],
    strict: true,
    declaration: true,
    sourceMap: true,
    skipLibCheck: true,
    rootDir: 'src',
  },
  include: ['src'],
};

export function planProject(sources: number, dependencies: number, seed: number): Project {
  const packages = planDependencies(dependencies, seed);
  const range = Object.fromEntries(packages.map(({ name }) => [name, '*']));
  const manifest = { name: 'mntbench-build', version: '1.0.0', private: true, type: 'module', dependencies: range };
  return new Map([
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['tsconfig.json', `${JSON.stringify(TSCONFIG, null, 2)}\n`],
    ...packages.flatMap(({ name, files }) =>
      [...files].map(([path, text]): [string, string] => [`node_modules/${name}/${path}`, text]),
    ),
    ...planSources(sources, packages, seed),
  ]);
}

export async function writeProject(directory: string, project: Project): Promise<void> {
  for (const [path, text] of project) {
    const at = join(directory, path);
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, text);
  }
}

export function projectFact(project: Project, sources: number, dependencies: number): InputFact {
  const bytes = [...project.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    name: 'project',
    sha256: createHash('sha256')
      .update(JSON.stringify([...project]))
      .digest('hex'),
    facts: { sources, dependencies, files: project.size, bytes },
  };
}
