import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRequest, play, runProgram, temporaryFolder } from '../repo-clone/testing/play.ts';
import { planProject, projectFact, writeProject } from './project.ts';
import { compile } from './steps.ts';
import { workload } from './workload.ts';

describe('the generated project', () => {
  it('is the same everywhere', () => {
    expect(projectFact(planProject(20, 10, 1), 20, 10)).toMatchInlineSnapshot(`
      {
        "facts": {
          "bytes": 117733,
          "dependencies": 10,
          "files": 72,
          "sources": 20,
        },
        "name": "project",
        "sha256": "4f155697ba02d094d3850e430a0c483dc4bcb302249a92b1116a8930db4a7720",
      }
    `);
  });

  it.each([2, 3, 4])('type-checks for seed %i as well', async (seed) => {
    const root = temporaryFolder();
    await using session = await workload.open(openRequest(workload, root, join(root, 'home'), { preset: 'small', seed }));
    expect(session.inputs).toHaveLength(1);
  });

  it('is really checked: a wrong type in a dependency fails the build', async () => {
    const root = temporaryFolder();
    const project = join(root, 'project');
    await writeProject(project, planProject(20, 10, 1));
    const modules = join(project, 'node_modules');
    const name = readdirSync(modules).find((one) => !one.startsWith('@')) ?? '';
    const types = join(modules, name, 'index.d.ts');
    writeFileSync(types, readFileSync(types, 'utf8').replace('(value: number', '(value: string'));
    await expect(runProgram(compile(project, join(root, 'out')), root)).rejects.toThrow('TS2345');
  });
});

describe('a block', () => {
  it('builds twice from the same fixture, proves the output and removes it', async () => {
    const { steps, problems } = await play(workload, temporaryFolder(), { blocks: 2 });
    expect(problems).toEqual([]);
    const block = ['build', 'rebuild', 'verify-output'];
    expect(steps.map(({ label }) => label)).toEqual(['copy-project', ...block, ...block, 'remove', 'remove']);
    expect(steps.find(({ label }) => label === 'verify-output')?.checks).toEqual(['build', 'rebuild']);
  });

  it('writes nothing in the second build', async () => {
    const written: number[] = [];
    const { problems } = await play(workload, temporaryFolder(), {
      before: (step, { directory }) => {
        const isAfterBuild = step.kind === 'task' ? step.task === 'verify-output' : 'phase' in step && step.phase === 'rebuild';
        if (isAfterBuild) written.push(newest(join(directory, 'out/area-0')));
      },
    });
    expect(problems).toEqual([]);
    expect(written).toHaveLength(2);
    expect(written[0]).toBe(written[1]);
  });

  it.each<[string, (out: string) => void, RegExp]>([
    ['a changed script', (out) => appendFileSync(script(out), ' '), /^verify-output: output of tsc: area-0\/.*\.js has sha256/],
    ['a missing script', (out) => rmSync(script(out)), /^verify-output: output of tsc: area-0\/.*\.js is missing/],
    ['a missing record of the build', (out) => rmSync(join(out, 'tsconfig.tsbuildinfo')), /tsconfig\.tsbuildinfo is missing/],
    ['a file too many', (out) => mkdirAndWrite(join(out, 'extra')), /extra\/file is there but was not expected/],
  ])('notices %s', async (_, change, expected) => {
    const { problems } = await play(workload, temporaryFolder(), {
      before: (step, { directory }) => {
        if (step.kind === 'task' && step.task === 'verify-output') change(join(directory, 'out'));
      },
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});

function script(out: string): string {
  const folder = join(out, 'area-0');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.js')) ?? '');
}

function newest(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
}

function mkdirAndWrite(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), '');
}
