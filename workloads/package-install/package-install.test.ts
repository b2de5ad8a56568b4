import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../harness/core/json.ts';
import { openRequest, play, temporaryFolder } from '../repo-clone/testing/play.ts';
import { PROJECT_FILES } from './project.ts';
import { type Published, startRegistry } from './registry.ts';
import { workload } from './workload.ts';

/** The same on every machine, Node version and CPU: nothing compressed goes into it. */
const PINNED = '697ad526d9e649b1b427dbba3563af3663e7887de84755ccdd431b4d48d11880';
const PHASES = ['install-empty-cache', 'install-warm', 'install-offline'];

/** Holds the registry's usual port. It may be taken already, by a test in another process; that serves as well. */
async function usualPortTaken(): Promise<AsyncDisposable> {
  const usual = createServer().listen(47_113, '127.0.0.1');
  await new Promise((resolve) => usual.once('listening', resolve).once('error', resolve));
  return {
    async [Symbol.asyncDispose]() {
      usual.close();
    },
  };
}

describe('the generated packages', () => {
  it('are the same everywhere', async () => {
    const root = temporaryFolder();
    await using session = await workload.open(openRequest(workload, root, join(root, 'home'), {}));
    expect(session.inputs).toEqual([
      { name: 'packages', sha256: PINNED, facts: { packages: 12, files: 60, bytes: expect.any(Number) } },
    ]);
  });

  it('stay the same input when the usual port is taken, and install from the other one', async () => {
    await using _taken = await usualPortTaken();
    const { inputs, problems } = await play(workload, temporaryFolder());
    expect(problems).toEqual([]);
    expect(inputs[0]?.sha256).toBe(PINNED);
  });
});

describe('a block', () => {
  it('installs in three cache states, each proved, and removes each', async () => {
    const { steps, problems } = await play(workload, temporaryFolder(), { blocks: 2 });
    expect(problems).toEqual([]);
    const labels = steps.map(({ label }) => label);
    const block = PHASES.flatMap((phase) => ['write-project', phase, 'verify-install']);
    expect(labels).toEqual([...block, ...block, ...Array.from({ length: 6 }, () => 'remove')]);
    expect(steps.filter(({ label }) => label === 'verify-install').map(({ checks }) => checks[0])).toEqual([
      ...PHASES,
      ...PHASES,
    ]);
  });

  it('notices a flipped byte, a missing file and a file too many', async () => {
    const plant = (phase: string, modules: string): void => {
      const name = readdirSync(modules).find((one) => /^[a-z]/.test(one)) ?? '';
      const file = join(modules, name, 'package.json');
      const bytes = readFileSync(file);
      bytes[5] = (bytes[5] ?? 0) ^ 1;
      if (phase === 'install-empty-cache') writeFileSync(file, bytes);
      else if (phase === 'install-warm') rmSync(file);
      else writeFileSync(join(modules, 'extra'), '');
    };
    const { problems } = await play(workload, temporaryFolder(), {
      before: (step, { directory }) => {
        const [phase] = step.kind === 'task' ? step.checks : [];
        if (phase !== undefined) plant(phase, join(directory, phase, 'node_modules'));
      },
    });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/package\.json is a file of \d+ bytes with sha256 \w+, expected/);
    expect(problems[1]).toMatch(/package\.json is missing/);
    expect(problems[2]).toMatch(/extra is there but was not expected/);
  });

  it('installs offline without a registry, and not at all with an empty cache', async () => {
    const root = temporaryFolder();
    // With the usual port taken the session gets one that no other checkout's tests listen on.
    await using _taken = await usualPortTaken();
    const session = await workload.open(openRequest(workload, root, join(root, 'home'), {}));
    // Nobody listens any more; the steps are the same.
    await session[Symbol.asyncDispose]();
    const closed = { ...workload, open: async () => session };
    const { problems } = await play(closed, root);
    expect(problems.filter((problem) => problem.startsWith('install-offline') || problem.startsWith('install-warm'))).toEqual([]);
    expect(problems[0]).toMatch(/^install-empty-cache: .*ECONNREFUSED/s);
  });
});

describe('--project', () => {
  it('installs warm and offline only, without the .npmrc of the project', async () => {
    const { root, project, packages } = await ownProject();
    await using _registry = await packages();
    appendFileSync(join(project, '.npmrc'), 'bin-links=false\n');
    const { inputs, steps, problems } = await play(workload, root, { project });
    expect(problems).toEqual([]);
    expect(steps.map(({ label }) => label).filter((label) => label.startsWith('install'))).toEqual([
      'install-warm',
      'install-offline',
    ]);
    expect(inputs[0]).toMatchObject({ name: 'own-project', facts: { packages: 12 } });
    expect(existsSync(join(root, 'scratch/own-project/node_modules/.bin'))).toBe(true);
    expect(existsSync(join(root, 'scratch/own-project/.npmrc'))).toBe(false);
  });

  it('says so when the packages cannot be fetched', async () => {
    const { root, project } = await ownProject();
    await expect(opened(root, project)).rejects.toMatchObject({ complaint: { code: 'project-not-installable' } });
  });

  it('says so when there is no lockfile', async () => {
    const project = temporaryFolder();
    writeFileSync(join(project, 'package.json'), '{}');
    await expect(opened(temporaryFolder(), project)).rejects.toMatchObject({
      complaint: { code: 'project-file-missing', fix: 'Run `npm install --package-lock-only` in it.' },
    });
  });

  it.each<[string, string, Json]>([
    ['no JSON', '{', null],
    ['an old form', '', { lockfileVersion: 1, dependencies: {} }],
    ['a folder', '', lockWith({ 'node_modules/a': { resolved: 'file:../a' } })],
    ['a workspace', '', lockWith({ 'packages/a': { version: '1.0.0' } })],
    ['a link', '', lockWith({ 'node_modules/a': { resolved: 'packages/a', link: true } })],
    ['git', '', lockWith({ 'node_modules/a': { resolved: 'git+ssh://git@example.invalid/a.git' } })],
  ])('refuses a lockfile with %s', async (_, text, lock) => {
    const project = temporaryFolder();
    writeFileSync(join(project, 'package.json'), '{}');
    writeFileSync(join(project, 'package-lock.json'), text || JSON.stringify(lock));
    await expect(opened(temporaryFolder(), project)).rejects.toMatchObject({ complaint: { code: 'lockfile-not-usable' } });
  });
});

function lockWith(packages: Json): Json {
  return { lockfileVersion: 3, packages: { '': {}, ...(packages as object) } };
}

async function opened(root: string, project: string): Promise<unknown> {
  return workload.open(openRequest(workload, root, join(root, 'home'), { project }));
}

/** A project as a user has it, and its registry, which does not run yet. */
async function ownProject(): Promise<{ root: string; project: string; packages: () => ReturnType<typeof startRegistry> }> {
  const made = temporaryFolder();
  const session = await workload.open(openRequest(workload, made, join(made, 'home'), {}));
  await session[Symbol.asyncDispose]();
  const project = join(made, 'mine');
  mkdirSync(project);
  for (const name of PROJECT_FILES) copyFileSync(join(made, 'scratch/install-project', name), join(project, name));
  const kinds = join(made, 'store/packages');
  const folder = join(kinds, readdirSync(kinds)[0] ?? '');
  const { published } = JSON.parse(readFileSync(join(folder, 'stored.json'), 'utf8')) as { published: Published[] };
  const packages = async (): ReturnType<typeof startRegistry> => {
    const registry = await startRegistry(join(folder, 'tarballs'), published);
    const lock = join(project, 'package-lock.json');
    writeFileSync(lock, readFileSync(lock, 'utf8').replaceAll(/http:\/\/127\.0\.0\.1:\d+\//g, registry.url));
    return registry;
  };
  return { root: temporaryFolder(), project, packages };
}
