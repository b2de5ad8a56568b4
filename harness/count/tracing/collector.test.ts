import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPrivateTracefs, type PrivateTracefs, whyNoTracefs } from '../testing/private-tracefs.ts';
import type { Collector } from './collector.ts';
import { Histograms } from './histogram.ts';
import { RawBuffer } from './raw-buffer.ts';
import type { TracedEvent } from './traced-event.ts';
import { TraceInstance } from './tracefs.ts';

const reason = whyNoTracefs();
const RUN = '20261122T000000Z-0abcde';

/** Fires once per process that ends; on every kernel that traces at all. */
const ENDED: TracedEvent = { path: 'sched/sched_process_exit', keys: ['comm'], printed: /^comm=(\S+) pid=/ };

describe.skipIf(reason !== null)(`tracing of this kernel${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let tracefs: PrivateTracefs;
  let folder: string;
  beforeAll(async () => {
    tracefs = await openPrivateTracefs();
    folder = mkdtempSync(join(tmpdir(), 'mntbench-trace-'));
  });
  afterAll(() => {
    tracefs.close();
    rmSync(folder, { recursive: true });
  });

  /** Ours: other tests trace at the same time, and instances are the kernel's. */
  const instances = (): string[] =>
    readdirSync(join(tracefs.root, 'instances')).filter((name) => name.startsWith('mntbench_0abcde_'));

  /** Ends so many processes of a name that nobody else has. */
  const endProcesses = (name: string, times: number): void => {
    const program = join(folder, name);
    if (!existsSync(program)) symlinkSync('/bin/true', program);
    for (let i = 0; i < times; i++) spawnSync(program);
  };

  const counted = (collector: Collector, name: string, times: number): number => {
    collector.start();
    endProcesses(name, times);
    collector.stop();
    endProcesses(name, 1); // After the end: not counted.
    const tally = collector.read(ENDED);
    if ('reason' in tally) throw new Error(tally.reason);
    return tally.hits.find(({ keys }) => keys[0] === name)?.hits ?? 0;
  };

  it.each(['histograms', 'buffer'] as const)('counts exactly what happens between start and stop, by %s, and goes', (way) => {
    using instance = new TraceInstance(tracefs.root, RUN);
    if (way === 'histograms' && !Histograms.isPossible(instance, ENDED))
      return expect(instance.has('events', ENDED.path)).toBe(true);
    const collector = way === 'histograms' ? new Histograms(instance) : new RawBuffer(instance);
    collector.add(ENDED);
    endProcesses(`mnt-${way}`, 1); // Before the start: not counted.
    expect(counted(collector, `mnt-${way}`, 7)).toBe(7);
    expect(counted(collector, `mnt-${way}`, 3)).toBe(3);
    expect(instances()).toHaveLength(1);
    instance[Symbol.dispose]();
    expect(instances()).toEqual([]);
  });

  it('of a buffer that overflowed counts nothing', () => {
    using instance = new TraceInstance(tracefs.root, RUN);
    const collector = new RawBuffer(instance);
    collector.add(ENDED);
    instance.write('1', 'buffer_size_kb');
    collector.start();
    endProcesses('mnt-many', 400);
    collector.stop();
    expect(collector.read(ENDED)).toEqual({ reason: expect.stringContaining('events were lost') });
  });

  it('removes what a dead run left, and nothing else', () => {
    const stale = join(tracefs.root, 'instances', `mntbench_0abcde_4194304_1_${pidNamespace()}`);
    const others = join(tracefs.root, 'instances', 'mntbench-of-somebody');
    mkdirSync(stale);
    mkdirSync(others);
    try {
      using instance = new TraceInstance(tracefs.root, RUN);
      expect(existsSync(stale)).toBe(false);
      expect(existsSync(others)).toBe(true);
      using second = new TraceInstance(tracefs.root, '20261122T000000Z-1abcde');
      expect([instance, second].map((one) => one.has('trace'))).toEqual([true, true]);
    } finally {
      spawnSync('rmdir', [others]);
    }
  });

  it('goes with the program when that ends by an error', () => {
    const script = join(folder, 'dies.mjs');
    const module = new URL('../../../dist/harness/count/tracing/tracefs.js', import.meta.url);
    writeFileSync(
      script,
      `import { TraceInstance } from ${JSON.stringify(module.href)};\nnew TraceInstance(process.argv[2], '${RUN}');\nthrow new Error('as planned');\n`,
    );
    const { status, stderr } = spawnSync(process.execPath, [script, tracefs.root], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('as planned')]);
    expect(instances()).toEqual([]);
  });
});

function pidNamespace(): string {
  return /\d+/.exec(spawnSync('readlink', ['/proc/self/ns/pid'], { encoding: 'utf8' }).stdout)?.[0] ?? '0';
}
