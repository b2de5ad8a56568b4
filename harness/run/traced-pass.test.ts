import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Count, ThreadCalls, Tracing } from '../core/counting.ts';
import { monotonicNs } from '../system/clock.ts';
import { type BlocksEnd, runBlocks } from './blocks.ts';
import type { NullScript } from './null-agent.ts';
import { campaign, GOOD, preciseAfter } from './testing/null-campaign.ts';
import { runTracedPass } from './traced-pass.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mntbench-traced-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const COUNT: Count = { source: '9p', counter: 'requests', key: 'Twalk', subkey: null, unit: 'count', value: 3, reason: null };

const TIME: Count = { ...COUNT, source: 'timeline', counter: 'time', key: 'away', subkey: 'all', unit: 'ns', value: 600 };

/** Remembers what it was asked, and is never on outside of a step. */
function tracing(): Tracing & { readonly log: string[] } {
  const log: string[] = [];
  const followed = (calls: readonly ThreadCalls[] | null): string =>
    calls?.map(({ thread, latencies, stretches }) => `${thread}: ${latencies.length} in ${stretches.length}`).join() ?? 'nothing';
  return {
    log,
    timeline: {
      marker: null,
      start: (id) => void log.push(`follow ${id}`),
      finish(calls) {
        log.push(`followed ${followed(calls)}`);
        return [TIME];
      },
    },
    async learn({ id }, ask) {
      log.push(`learn ${id} by ${await ask()}`);
    },
    start: (id) => void log.push(`on ${id}`),
    finish() {
      log.push('off');
      return [COUNT];
    },
  };
}

const REQUEST = { firstBlock: 0, alreadyDone: [], teardownShare: 0, passesAfter: 1 };

describe('the traced pass', () => {
  it('measures everything three times more in blocks of its own, with counting on around each step only', async () => {
    const timed = campaign(scratch, [GOOD, GOOD], { isPrecise: preciseAfter(2) });
    const blocks = await runBlocks(timed, REQUEST);
    const tracepoints = tracing();
    const end = await runTracedPass(timed, tracepoints, blocks, 0);
    const looped = (target: string): string[] => [`on ${target}`, `follow ${target}`, 'followed 0: 3 in 1', 'off'];
    const once = [...looped('t0'), ...looped('t1')];
    expect(tracepoints.log).toEqual(['learn t0 by 3', 'learn t1 by 3', ...once, ...once, ...once]);
    expect(end.executed).toEqual(
      [2, 3, 4].flatMap((block) => [
        { trial: 0, target: 0, block },
        { trial: 0, target: 1, block },
      ]),
    );
    expect(end.findings).toEqual([]);
    const traced = timed.seen.measured.slice(-6);
    expect(traced.map(([at, , counts]) => [at.pass, at.block, counts])).toEqual(
      [2, 2, 3, 3, 4, 4].map((block) => ['traced', block, [COUNT, TIME]]),
    );
    expect(timed.seen.measured.slice(0, -6).every(([at, , counts]) => at.pass === 'timed' && counts.length === 0)).toBe(true);
  });

  it('leaves out what never went through, and a target that stops answering', async () => {
    let loops = 0;
    const broken: NullScript = { ...GOOD, loop: () => ({ status: 'failed', message: 'EIO', code: 'EIO', complaint: null }) };
    const later: NullScript = { ...GOOD, loop: () => (loops++ < 1 ? [1] : { status: 'hung', evidence: 'nothing moved' }) };
    const timed = campaign(scratch, [broken, later, GOOD], { isPrecise: preciseAfter(1) });
    const end = await runTracedPass(timed, tracing(), await runBlocks(timed, REQUEST), 0);
    expect(new Set(end.executed.map(({ target }) => target))).toEqual(new Set([2]));
  });

  it('is left out with the reason when the time for one more block is not there', async () => {
    const timed = campaign(scratch, [GOOD], { stop: { requested: false, deadlineNs: monotonicNs() + 5e9 } });
    const blocks: BlocksEnd = { stop: 'cap', executed: [{ trial: 0, target: 0, block: 0 }], measuredNs: 0, longestBlockNs: 6e9 };
    const tracepoints = tracing();
    const end = await runTracedPass(timed, tracepoints, blocks, 0.15);
    expect(end.findings).toMatchObject([
      { code: 'traced-pass-left-out', evidence: expect.stringMatching(/^5\.0 s left, .* 6\.0 s$/) },
    ]);
    expect(tracepoints.log).toEqual([]);
  });

  it('has its time kept by the blocks', async () => {
    const task = (): null => {
      sleep(1);
      return null;
    };
    const blocksBefore = async (passesAfter: number): Promise<number> => {
      const stop = { requested: false, deadlineNs: monotonicNs() + 60e9 };
      const timed = campaign(scratch, [{ ...GOOD, task }], { isPrecise: preciseAfter(5), stop });
      const { executed } = await runBlocks(timed, { ...REQUEST, passesAfter });
      return executed.length;
    };
    expect(await blocksBefore(0)).toBe(5);
    // No minute holds a million blocks of a millisecond.
    expect(await blocksBefore(1e6)).toBe(1);
  });

  it('ends between two turns when somebody asks to stop', async () => {
    const timed = campaign(scratch, [GOOD, GOOD], { isPrecise: preciseAfter(1) });
    const blocks = await runBlocks(timed, REQUEST);
    const stop = { requested: false, deadlineNs: monotonicNs() + 60e9 };
    const onMeasurement = (): void => {
      stop.requested = true;
    };
    expect((await runTracedPass({ ...timed, stop, onMeasurement }, tracing(), blocks, 0)).executed).toHaveLength(1);
  });
});

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
