import { expect, it } from 'vitest';
import { Playground, TINY } from '../testing/playground.ts';

it('there is no pilot where the user left nothing open', async () => {
  await using playground = new Playground();
  const { code, stderr } = await playground.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
  const { plan, timing, blocks } = playground.record();
  expect(plan.sizing).toEqual([{ workload: 'small-file', preset: 'tiny', reason: 'fixed by the user', blockNs: null }]);
  expect(timing.pilotNs).toBe(0);
  expect(blocks.length).toBeGreaterThan(0);
});

it('no pilot is begun when the time is over, and the first block still runs', async () => {
  await using playground = new Playground();
  const options = ['--quick', '--workload', 'small-file', '--concurrency', '1', '--no-controls', '--max-time', '0.01'];
  const { code, stderr } = await playground.program(['run', 'target', ...options]);
  expect(code, stderr).toBe(0);
  const { plan, blocks } = playground.record();
  expect(plan.sizing).toEqual([
    { workload: 'small-file', preset: 'tiny', reason: 'the smallest: no time was left for a pilot', blockNs: null },
  ]);
  expect(blocks).toHaveLength(1);
});
