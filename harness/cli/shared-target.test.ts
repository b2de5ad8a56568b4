import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { until } from '../run/testing/until.ts';
import { LONG, Playground, TINY } from './testing/playground.ts';
import { complaint } from './testing/refusal.ts';

it('a second run on the same target is refused and the first one goes on undisturbed', async () => {
  await using playground = new Playground();
  const before = playground.belongings();
  const first = playground.start(['run', 'target', ...LONG, '--max-time', '5']);
  await until('the first sample', () => playground.samples().length > 0);
  const second = await playground.program(['run', 'target', ...TINY, '--results', 'elsewhere']);
  expect([second.code, playground.normalised(second.stderr)]).toEqual([
    2,
    complaint(
      'another run is measuring this target',
      'run <run>, process <pid>, in <tmp>/target',
      'no other run on the same target: both would measure each other',
      'wait for it to end, or measure another directory',
    ),
  ]);
  expect(existsSync(join(playground.path, 'elsewhere'))).toBe(false);
  const { code, stderr } = await first.ended;
  expect(code, stderr).toBe(0);
  expect(playground.record()).toMatchObject({ status: 'complete', failures: [] });
  expect(playground.belongings()).toEqual(before);
});

it('links that somebody plants in the sandbox are removed, and what they point to stays', async () => {
  await using playground = new Playground();
  const outside = playground.folder('outside');
  playground.file('outside/thesis.txt', 'years of work');
  playground.file('outside/deep/chapter.txt', 'one of them');
  const before = playground.belongings();
  const running = playground.start(['run', 'target', ...LONG, '--max-time', '3']);
  await until('the first sample', () => playground.samples().length > 0);
  const sandbox = playground.sandbox();
  mkdirSync(join(sandbox, 'planted/deep'), { recursive: true });
  symlinkSync(outside, join(sandbox, 'folder'));
  symlinkSync(join(outside, 'thesis.txt'), join(sandbox, 'planted/file'));
  symlinkSync('../../../../outside', join(sandbox, 'planted/deep/relative'));
  symlinkSync('/', join(sandbox, 'planted/root'));
  const { code, stderr } = await running.ended;
  expect(code, stderr).toBe(0);
  expect(playground.belongings()).toEqual(before);
});
