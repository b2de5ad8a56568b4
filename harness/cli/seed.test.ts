import { expect, it } from 'vitest';
import { Playground } from './testing/playground.ts';

/** The turns of the first block, which always runs to its end. */
async function firstOrder(seed: number): Promise<readonly string[]> {
  await using playground = new Playground();
  const second = playground.folder('second');
  const { code, stderr } = await playground.program([
    ...['run', 'target', second, '--no-controls', '--workload', 'small-file', '--preset', 'tiny'],
    ...['--concurrency', '1', '2', '3', '--max-time', '1', '--seed', String(seed)],
  ]);
  expect(code, stderr).toBe(0);
  return playground.record().blocks[0]?.order ?? [];
}

it('the same seed gives the same order of turns, another seed another one', async () => {
  const [first, again, other] = [await firstOrder(7), await firstOrder(7), await firstOrder(8)];
  expect(first).toHaveLength(6);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect([...other].sort()).toEqual([...first].sort());
});
