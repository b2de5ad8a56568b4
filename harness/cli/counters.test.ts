import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CounterRow } from '../core/counting.ts';
import { readCounters } from '../record/counters-csv.ts';
import { until } from '../run/testing/until.ts';
import { LONG, Playground, TINY } from './testing/playground.ts';

const IS_ROOT = process.getuid?.() === 0;

/** A mount namespace of its own with what tracing needs: the machine keeps its mounts. */
const MOUNT = 'mount -t tracefs tracefs /sys/kernel/tracing && mount -t debugfs debugfs /sys/kernel/debug';
const TRACING = ['unshare', '-m', 'sh', '-c', `${MOUNT} && exec "$@"`, 'sh'];
const INSTANCES = ['unshare', '-m', 'sh', '-c', `${MOUNT} && ls /sys/kernel/tracing/instances`];

function whyNoTracing(): string | null {
  const { status, stderr, error } = spawnSync(
    TRACING[0] as string,
    [...TRACING.slice(1), 'test', '-d', '/sys/kernel/tracing/instances'],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? null : `no tracefs here: ${error?.message ?? stderr.trim()}`;
}

const noTracing = whyNoTracing();
const traced = it.skipIf(noTracing !== null);
const unless = noTracing === null ? '' : ` (skipped: ${noTracing})`;

/** Of one run: other tests trace at the same time, and instances are the kernel's. */
function instances(playground: Playground): string[] {
  const { stdout } = spawnSync(INSTANCES[0] as string, INSTANCES.slice(1), { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name.startsWith(`mntbench_${playground.record().id.slice(-6)}_`));
}

const sources = (rows: readonly CounterRow[]): string[] => [...new Set(rows.map(({ source }) => source))].sort();

it('a run by an ordinary user counts nothing, says so once as information, and is complete', async () => {
  await using playground = new Playground();
  const nobody = IS_ROOT ? { uid: 65_534, gid: 65_534 } : {};
  if (nobody.uid !== undefined) playground.giveTo(nobody.uid, nobody.gid);
  const { code, stderr } = await playground.program(['run', 'target', ...TINY], nobody);
  expect(code, stderr).toBe(0);
  expect(existsSync(playground.run().counters)).toBe(false);
  expect(playground.record().warnings.filter(({ code }) => code.startsWith('counters-'))).toMatchObject([
    { code: 'counters-need-root', severity: 'info' },
  ]);
});

it.skipIf(!IS_ROOT)(
  `as root every measured step has counts of every source${IS_ROOT ? '' : ' (skipped: not root)'}`,
  async () => {
    await using playground = new Playground();
    expect((await playground.program(['run', 'target', ...TINY])).code).toBe(0);
    const rows = readCounters(playground.run().counters);
    const steps = new Set(playground.measured().map(({ order }) => order));
    for (const order of steps)
      expect(sources(rows.filter((row) => row.order === order))).toEqual(['interrupts', 'kernel-log', 'scheduler', 'swiotlb']);
    expect(new Set(rows.map(({ order }) => order))).toEqual(steps);
    expect(rows.every(({ pass }) => pass === 'timed')).toBe(true);
    expect((await playground.program(['verify', playground.results])).code).toBe(0);
  },
);

traced(
  `--counters trace measures everything once more with tracepoints on, in no figure, and leaves no trace${unless}`,
  async () => {
    await using playground = new Playground();
    const args = ['run', 'target', ...TINY.slice(0, -1), '8', '--precision', '1', '--counters', 'trace'];
    const { code, stderr } = await playground.program(args, { wrapper: TRACING });
    expect(code, stderr).toBe(0);
    const rows = readCounters(playground.run().counters).filter(({ pass }) => pass === 'traced');
    expect(sources(rows)).toEqual(['9p', 'fuse', 'swiotlb', 'timeline']);
    for (const { value, reason } of rows) expect(value === null).toBe(reason !== null);
    const samples = playground.samples();
    const orders = new Set(samples.filter(({ invalidReason }) => invalidReason === 'traced').map(({ order }) => order));
    expect(new Set(rows.map(({ order }) => order))).toEqual(orders);
    const kinds = (isTraced: boolean): string[] =>
      [
        ...new Set(
          samples
            .filter((sample) => sample.iteration >= 0 && (sample.invalidReason === 'traced') === isTraced)
            .map(({ operation }) => operation),
        ),
      ].sort();
    // What is measured in the teardown is traced as well.
    expect(kinds(true)).toEqual(kinds(false));
    expect((await playground.program(['verify', playground.results])).code).toBe(0);
    expect(instances(playground)).toEqual([]);
  },
);

traced(`what a killed run left of tracing is removed by the next one${unless}`, async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG, '--counters', 'trace'], { wrapper: TRACING });
  await until('an instance of tracing', () => instances(playground).length > 0);
  running.kill('SIGKILL');
  await running.ended;
  await using other = new Playground();
  const args = ['run', 'target', ...TINY, '--counters', 'trace'];
  expect((await other.program(args, { wrapper: TRACING })).code).toBe(0);
  expect([...instances(playground), ...instances(other)]).toEqual([]);
});

traced(`a second Ctrl-C takes the tracing along${unless}`, async () => {
  await using playground = new Playground();
  const running = playground.start(['run', 'target', ...LONG, '--counters', 'trace'], { wrapper: TRACING });
  await until('an instance of tracing', () => instances(playground).length > 0);
  running.kill('SIGINT');
  running.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(instances(playground)).toEqual([]);
});

it.skipIf(!IS_ROOT || existsSync('/sys/kernel/tracing/instances'))(
  `without tracefs a run names the command that would mount it, and is complete${IS_ROOT ? '' : ' (skipped: not root)'}`,
  async () => {
    await using playground = new Playground();
    const { code } = await playground.program(['run', 'target', ...TINY, '--counters', 'trace']);
    expect(code).toBe(0);
    expect(playground.record().warnings).toContainEqual(
      expect.objectContaining({
        code: 'counters-no-tracing',
        evidence: expect.stringContaining('mount -t tracefs tracefs /sys/kernel/tracing'),
      }),
    );
  },
);
