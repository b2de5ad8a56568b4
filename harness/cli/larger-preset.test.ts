import { expect, it } from 'vitest';
import { Playground } from './testing/playground.ts';

it.each(['build', 'package-install', 'repo-clone'])(
  '%s is right also where the pilot ran another preset of it just before',
  async (workload) => {
    await using playground = new Playground();
    const preset = workload === 'build' ? 'small' : 'install-s';
    const { code, stderr } = await playground.program([
      ...['run', 'target', '--no-controls', '--workload', workload, '--preset', preset, '--max-time', '1'],
    ]);
    expect(playground.record().failures, stderr).toEqual([]);
    expect(code).toBe(0);
  },
);
