import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { Publishing } from './testing/publishing.ts';

let original: Playground;
beforeAll(async () => {
  original = new Playground();
  const { code, stderr } = await original.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => original[Symbol.asyncDispose]());

describe('twenty publishers at once', () => {
  it('land all of their runs in one repository: nothing is lost, nothing forced', { timeout: 240_000 }, async () => {
    await using place = new Publishing();
    const repository = place.bare();
    place.git(['config', 'receive.denyNonFastForwards', 'true'], repository);
    const runs = Array.from({ length: 20 }, (_, index) => place.copyOf(original, index + 1));
    const ended = await Promise.all(
      // Twenty machines: each has its state, and so its salt and its repository.
      runs.map((run, index) =>
        place.program(['publish', run, '--to', repository], { env: { XDG_STATE_HOME: join(place.home, `state-${index}`) } }),
      ),
    );
    expect(ended.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(runs.map(() => 0));
    const clone = place.clone(repository);
    const { code, stdout } = await place.program(['verify', clone]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('20 runs, all in order')]);
    expect(place.git(['log', '--format=%s'], clone).match(/^Add run /gm)).toHaveLength(20);
    expect(place.git(['fsck', '--strict', '--no-dangling'], repository)).toBe('');
  });

  it('of one machine wait for each other', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const ended = await Promise.all([1, 2, 3].map((number) => place.publish(place.copyOf(original, number), '--to', repository)));
    expect(ended.map(({ stdout }) => /at attempt/.test(stdout))).toEqual([false, false, false]);
    expect(place.git(['log', '--format=%s', 'main'], repository).match(/^Add run /gm)).toHaveLength(3);
  });
});
