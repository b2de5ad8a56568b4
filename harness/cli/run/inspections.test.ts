import { expect, it } from 'vitest';
import { until } from '../../run/testing/until.ts';
import { LONG, Playground } from '../testing/playground.ts';

it('each target is measured by the process that looked at it, and no other one is left', async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG.filter((option) => option !== '--no-controls')]);
  const seen = new Set<number>();
  await until('a block', () => {
    for (const pid of running.agents()) seen.add(pid);
    return playground.record().blocks.some(({ finishedAt }) => finishedAt !== null);
  });
  const { targets } = playground.record();
  expect(targets.length).toBeGreaterThan(1);
  expect([...seen].toSorted()).toEqual(running.agents().toSorted());
  expect(seen.size).toBe(targets.length);
  running.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
});
