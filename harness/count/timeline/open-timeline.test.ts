import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Count, ThreadCalls, Timeline } from '../../core/counting.ts';
import { threadMark } from '../../core/thread-mark.ts';
import { openPrivateTracefs, type PrivateTracefs, whyNoTracefs } from '../testing/private-tracefs.ts';
import { openTimeline } from './open-timeline.ts';

const RUN = '20261122T000000Z-2abcde';

const reason = whyNoTracefs();

/** As the measuring loop does it: the end of a call is the start of the next. */
function callsOf(operations: number, run: () => unknown): ThreadCalls {
  const zeroNs = Number(process.hrtime.bigint()) - performance.now() * 1e6;
  const started = performance.now();
  let previous = started;
  const latencies = Float64Array.from({ length: operations }, () => {
    run();
    const now = performance.now();
    const latency = (now - previous) * 1e6;
    previous = now;
    return latency;
  });
  return { thread: 0, stretches: [{ startedNs: zeroNs + started * 1e6, calls: operations }], latencies, failed: 0 };
}

const spin = (ms: number) => (): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
const sleep = (ms: number) => (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

const CALLS = 12;

describe.skipIf(reason !== null)(`a timeline by this kernel${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let tracefs: PrivateTracefs;
  let folder: string;
  beforeAll(async () => {
    tracefs = await openPrivateTracefs();
    folder = mkdtempSync(join(tmpdir(), 'mntbench-timeline-'));
  });
  afterAll(() => {
    tracefs.close();
    rmSync(folder, { recursive: true });
  });

  const followed = (
    timeline: Timeline,
    run: () => unknown,
  ): { rows: readonly Count[]; shares: Record<string, number>; latencyNs: number } => {
    timeline.start('memory');
    writeFileSync(timeline.marker ?? '', threadMark(0));
    const calls = callsOf(CALLS, run);
    const rows = timeline.finish([calls]);
    const latencyNs = calls.latencies.reduce((sum, ns) => sum + ns, 0);
    const times = rows.filter(({ counter, subkey }) => counter === 'time' && subkey === 'all');
    return { rows, latencyNs, shares: Object.fromEntries(times.map(({ key, value }) => [key ?? '', (value ?? 0) / latencyNs])) };
  };

  const sum = (shares: Record<string, number>): number => Object.values(shares).reduce((total, share) => total + share, 0);

  it('finds sleep, work and system calls of a thread where they are, and they sum to what was measured', () => {
    using timeline = openTimeline(tracefs.root, RUN, () => 'memory');
    const sleeping = followed(timeline, sleep(4));
    expect(sleeping.rows.find(({ counter }) => counter === 'available')).toMatchObject({ value: 1, reason: null });
    // Waiting in a system call, on a file system without requests. Most of it: other programs and interrupts take their part.
    expect((sleeping.shares.storage ?? 0) * sleeping.latencyNs).toBeGreaterThan(0.5 * CALLS * 4e6);
    expect((sleeping.shares.storage ?? 0) + (sleeping.shares['run-queue'] ?? 0)).toBeGreaterThan(0.5);
    const working = followed(timeline, spin(4));
    expect((working.shares.program ?? 0) + (working.shares['run-queue'] ?? 0)).toBeGreaterThan(0.5);
    const calling = followed(timeline, () => readFileSync('/proc/self/smaps'));
    expect((calling.shares['system-call'] ?? 0) / (1 - (calling.shares['run-queue'] ?? 0))).toBeGreaterThan(0.5);
    for (const { shares, latencyNs } of [sleeping, working, calling])
      expect(Math.abs(sum(shares) - 1)).toBeLessThan(2 / latencyNs);
    for (const { rows } of [sleeping, working, calling]) {
      const operations = rows.filter(({ counter }) => counter === 'operations').map(({ subkey, value }) => [subkey, value]);
      expect(operations).toEqual([
        ['all', CALLS],
        ['middle', CALLS / 2],
        ['tail', 1],
      ]);
      expect(rows.some(({ counter }) => counter === 'requests-timed')).toBe(false);
    }
  });

  it('of more than its buffer holds is one of the first calls, and says how many', () => {
    using timeline = openTimeline(tracefs.root, RUN, () => 'memory');
    const many = followed(timeline, () => {
      for (let call = 0; call < 5000; call++) statSync(folder);
    });
    const operations = many.rows.find(({ counter, subkey }) => counter === 'operations' && subkey === 'all')?.value ?? 0;
    expect(operations).toBeGreaterThan(0);
    expect(operations).toBeLessThan(CALLS);
    expect(many.shares.unexplained ?? 0).toBeLessThan(0.01);
  });

  it('of a loop that failed, or of a thread that was not seen, is none, with the reason', () => {
    using timeline = openTimeline(tracefs.root, RUN, () => 'memory');
    const why = (calls: Parameters<Timeline['finish']>[0]): string | null | undefined => {
      timeline.start('memory');
      return timeline.finish(calls)[0]?.reason;
    };
    expect(why(null)).toMatch(/did not come to an end/);
    expect(why([{ ...callsOf(1, sleep(1)), failed: 2 }])).toMatch(/2 calls failed/);
    expect(why([callsOf(1, sleep(1))])).toMatch(/thread 0 never wrote its mark/);
  });

  it('leaves nothing behind', () => {
    const ours = (): string[] =>
      readdirSync(join(tracefs.root, 'instances')).filter((name) => name.startsWith('mntbench_2abcde_'));
    const timeline = openTimeline(tracefs.root, RUN, () => 'memory');
    expect(ours()).toHaveLength(1);
    timeline[Symbol.dispose]();
    expect(ours()).toEqual([]);
  });
});

it('where there is no tracing is none, with the reason', () => {
  using timeline = openTimeline('/nonexistent', RUN, () => 'memory');
  expect([timeline.marker, timeline.finish([])]).toEqual([
    null,
    [expect.objectContaining({ counter: 'available', value: null, reason: expect.stringContaining('no tracing of our own') })],
  ]);
});
