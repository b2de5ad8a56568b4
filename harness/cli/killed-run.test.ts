import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { living } from '../run/testing/processes.ts';
import { until } from '../run/testing/until.ts';
import { LONG, Playground } from './testing/playground.ts';
import type { Ended } from './testing/program.ts';

/** One run that is killed while it measures, looked at from all sides in the order in which a user would. */
describe('a run that is killed with -9', () => {
  let playground: Playground;
  let before: Record<string, string>;
  let family: number[];
  let killed: Ended;

  beforeAll(async () => {
    playground = new Playground();
    before = playground.belongings();
    const running = playground.start(['run', 'target', ...LONG]);
    await until('three blocks', () => playground.record().blocks.filter(({ finishedAt }) => finishedAt !== null).length >= 3);
    family = running.family();
    running.kill('SIGKILL');
    killed = await running.ended;
  });
  afterAll(() => playground[Symbol.asyncDispose]());

  it('ends by the signal, with its measuring process beside it', () => {
    expect(killed.signal).toBe('SIGKILL');
    expect(family.length).toBeGreaterThan(1);
  });

  it('leaves no process behind', async () => {
    await until('all its processes to end', () => living(family).length === 0);
  });

  it('leaves on disk what it measured, every row readable', () => {
    const blocks = playground.record().blocks.filter(({ finishedAt }) => finishedAt !== null);
    expect(new Set(playground.measured().map(({ block }) => block)).size).toBeGreaterThanOrEqual(blocks.length);
  });

  it('leaves its sandbox, and nothing else changed', () => {
    const outside = Object.entries(playground.belongings()).filter(([path]) => !path.startsWith('target/.mntbench'));
    expect(Object.fromEntries(outside)).toEqual(before);
    expect(existsSync(playground.sandbox())).toBe(true);
  });

  it('is shown as interrupted', async () => {
    const { code, stdout } = await playground.program(['show', 'latest', '--json']);
    expect([code, JSON.parse(stdout).run.status]).toEqual([0, 'interrupted']);
  });

  it('is listed as interrupted', async () => {
    const { code, stdout } = await playground.program(['list', '--json']);
    expect([code, JSON.parse(stdout).runs.map(({ status }: { status: string }) => status)]).toEqual([0, ['interrupted']]);
  });

  it('passes the check of its files', async () => {
    const { code, stdout } = await playground.program(['verify', playground.results]);
    expect(code, stdout).toBe(0);
  });

  it('is resumed even when its last row was cut, and then complete', async () => {
    appendFileSync(playground.run().samples, readFileSync(playground.run().samples, 'utf8').slice(-80, -20));
    const blocks = playground.record().blocks.filter(({ finishedAt }) => finishedAt !== null).length;
    const id = playground.record().id;
    const { code, stderr } = await playground.program([
      'run',
      'target',
      '--no-controls',
      '--resume',
      'latest',
      '--max-time',
      '2',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`removed what run ${id} left in ${playground.target}`);
    expect(playground.runs()).toHaveLength(1);
    expect(playground.record()).toMatchObject({ id, status: 'complete', stop: 'cap' });
    expect(playground.record().blocks.length).toBeGreaterThan(blocks);
    expect(playground.record().blocks.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
  });

  it('has no valid value twice after it was resumed', () => {
    const keys = playground
      .samples()
      .filter(({ valid, iteration }) => valid && iteration >= 0)
      .map((s) =>
        [s.block, s.workload, s.preset, s.concurrency, s.target, s.cacheState, s.phase, s.operation, s.metric].join(' '),
      );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('has numbered its rows in the order of execution after it was resumed', () => {
    const orders = playground.samples().map(({ order }) => order);
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
  });

  it('leaves nothing on the target after it was resumed', () => {
    expect(playground.belongings()).toEqual(before);
  });

  it('passes the check after it was resumed: the summary is what the samples give', async () => {
    const { code, stdout } = await playground.program(['verify', playground.results]);
    expect(code, stdout).toBe(0);
  });

  it('cannot be resumed again once it is complete', async () => {
    const { code, stderr } = await playground.program(['run', 'target', '--no-controls', '--resume', 'latest']);
    expect([code, playground.normalised(stderr)]).toEqual([
      2,
      'run <run> cannot be resumed\n  got       the run is complete\n' +
        '  expected  an unfinished run of the same machine, boot, mounts, program and targets\n' +
        '  fix       start a new run; what the old one measured stays where it is\n',
    ]);
  });
});

it('what a killed run left is removed by the next new run, which says so', async () => {
  await using playground = new Playground();
  const before = playground.belongings();
  const running = playground.start(['run', 'target', ...LONG]);
  await until('the first sample', () => playground.samples().length > 0);
  running.kill('SIGKILL');
  await running.ended;
  const id = playground.record().id;
  const { code, stderr } = await playground.program(['run', 'target', ...LONG, '--max-time', '1']);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`removed what run ${id} left in ${playground.target}`);
  expect(playground.belongings()).toEqual(before);
});
