import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPrograms } from '../system/programs.ts';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

/** A PATH with what every machine has, and neither git nor npm. */
function barePath(playground: Playground): { PATH: string } {
  const folder = playground.folder('bin');
  const everywhere = ['sh', 'sync', 'rm', 'true', 'perl'];
  for (const name of everywhere) symlinkSync(join('/usr/bin', name), join(folder, name));
  symlinkSync(process.execPath, join(folder, 'node'));
  expect(findPrograms(folder, () => true)).toMatchObject({ git: null, npm: null });
  return { PATH: folder };
}

it('without git and npm, what needs them is skipped with the reason and the rest is measured', async () => {
  await using playground = new Playground();
  const { code, stdout, stderr } = await playground.program(
    ['run', 'target', ...TINY, '--preset', 'auto', '--quick', '--workload', 'repo-clone', 'package-install', '--json'],
    { env: barePath(playground) },
  );
  expect(code, stderr).toBe(3);
  const { run, cells, findings } = JSON.parse(stdout) as {
    run: { status: string };
    cells: { workload: string; n: number }[];
    findings: { code: string; message: string; evidence: string }[];
  };
  expect(run.status).toBe('partial');
  expect([...new Set(cells.map(({ workload }) => workload))]).toEqual(['small-file']);
  expect(findings.filter(({ code }) => code === 'workload-skipped')).toMatchObject([
    { message: 'repo-clone was skipped', evidence: 'git not found on PATH' },
    { message: 'package-install was skipped', evidence: 'npm not found on PATH' },
  ]);
});

it('without git, a run of what needs git alone is refused', async () => {
  await using playground = new Playground();
  const env = barePath(playground);
  expect(await refusal(playground, ['run', 'target', '--no-controls', '--workload', 'repo-clone'], { env })).toBe(
    complaint(
      'none of the chosen workloads can run here',
      'repo-clone: git not found on PATH',
      'the programs that the workloads measure on PATH, outside the Windows drives',
      'install them (apt install git npm), or choose other workloads: --workload small-file tree-scan probe',
    ),
  );
});
