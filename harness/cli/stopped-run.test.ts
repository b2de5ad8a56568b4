import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { living } from '../run/testing/processes.ts';
import { until } from '../run/testing/until.ts';
import { LONG, Playground, TINY } from './testing/playground.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const aBlock = (playground: Playground) => (): boolean =>
  playground.record().blocks.some(({ finishedAt }) => finishedAt !== null);

it.each(SIGNALS)('%s stops a run at the next safe point: 130, marked, saved, and the target left as it was', async (signal) => {
  await using playground = new Playground();
  const before = playground.belongings();
  const running = playground.start(['run', 'target', ...LONG, '--json']);
  await until('a block', aBlock(playground));
  const family = running.family();
  running.kill(signal);
  const { code, stdout, stderr } = await running.ended;
  expect(code, stderr).toBe(130);
  expect(stderr).toContain('stopping at the next safe point; once more to stop at once\n');
  expect(JSON.parse(stdout).run.status).toBe('interrupted');
  expect(playground.record()).toMatchObject({ status: 'interrupted', stop: 'interrupted', finishedAt: expect.any(String) });
  expect(playground.measured()).not.toEqual([]);
  expect(playground.belongings()).toEqual(before);
  expect((await playground.program(['list'])).stdout).toContain('interrupted');
  expect((await playground.program(['verify', playground.results])).code).toBe(0);
  await until('all processes to end', () => living(family).length === 0);
});

it('a run that was stopped is completed by --resume', async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG]);
  await until('a block', aBlock(playground));
  running.kill('SIGINT');
  await running.ended;
  const { code, stderr } = await playground.program(['run', 'target', '--no-controls', '--resume', 'latest', '--max-time', '1']);
  expect(code, stderr).toBe(0);
  expect(playground.record()).toMatchObject({ status: 'complete', stop: 'cap' });
});

it('a second signal stops at once, though the measuring process does not answer; samples and marks are on disk', async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG]);
  await until('a block', aBlock(playground));
  // Stands for a call that hangs on a dead mount: the program waits for an answer that does not come.
  const [agent] = await until('the measuring process', () => running.agents().length > 0 && running.agents());
  process.kill(agent as number, 'SIGSTOP');
  running.kill('SIGINT');
  await sleep(300);
  expect(living([running.pid])).toEqual([running.pid]);
  const asked = Date.now();
  running.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code, stderr).toBe(130);
  expect(Date.now() - asked).toBeLessThan(2000);
  expect(stderr).toContain(`stopped; the next run removes ${playground.sandbox()}\n`);
  expect(playground.record()).toMatchObject({ status: 'interrupted', stop: 'interrupted' });
  expect(playground.measured()).not.toEqual([]);
  await until('the measuring process to end', () => living([agent as number]).length === 0);
  const verified = await playground.program(['verify', playground.results]);
  expect(verified.code, verified.stdout).toBe(0);
  const next = await playground.program(['run', 'target', ...TINY]);
  expect([next.code, next.stderr]).toEqual([0, expect.stringContaining('removed what run ')]);
  expect(existsSync(playground.sandbox())).toBe(false);
});

it.each(SIGNALS)('%s while the sandbox is being taken leaves none', async (signal) => {
  await using playground = new Playground();
  const before = playground.belongings();
  const running = playground.start(['run', 'target', ...LONG]);
  await until('the sandbox', () => existsSync(playground.sandbox()), 1);
  running.kill(signal);
  expect((await running.ended).code).toBe(130);
  expect(playground.belongings()).toEqual(before);
});

it('a second signal while the sandbox is being given back ends with 130 too', async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG]);
  await until('a block', aBlock(playground));
  running.kill('SIGINT');
  await until('the end to be written down', () => playground.record().finishedAt !== null, 1);
  running.kill('SIGINT');
  const { code, signal } = await running.ended;
  expect([code, signal]).toEqual([130, null]);
  expect(playground.record().status).toBe('interrupted');
});
