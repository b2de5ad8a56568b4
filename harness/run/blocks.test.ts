import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monotonicNs } from '../system/clock.ts';
import { runBlocks } from './blocks.ts';
import type { MeasuredTarget } from './measured-target.ts';
import type { NullScript } from './null-agent.ts';
import { leavesShare } from './room.ts';
import * as testing from './testing/null-campaign.ts';
import { CHECK, GOOD, mount, preciseAfter, STEP } from './testing/null-campaign.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mntbench-blocks-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const campaign = (...args: Parameters<typeof testing.campaign> extends [string, ...infer Rest] ? Rest : never) =>
  testing.campaign(scratch, ...args);

const REQUEST = { firstBlock: 0, alreadyDone: [], teardownShare: 0, passesAfter: 0 };

describe('room', () => {
  it.each([
    ['is there while the next block leaves a quarter', 100, 60, 2, true],
    ['is gone when the next block would not', 100, 40, 3, false],
    ['is there when nothing is used at all', 100, 100, 1, true],
    ['is there when somebody else made room', 100, 120, 1, true],
  ])('%s', (_name, before, now, blocks, expected) => expect(leavesShare(before, now, blocks)).toBe(expected));
});

describe('blocks', () => {
  it('end when a target fills up, by bytes or by inodes', async () => {
    for (const left of [
      { freeBytes: 2e11, freeInodes: null },
      { freeBytes: 1e12, freeInodes: 100 },
    ]) {
      const c = campaign([{ ...GOOD, value: (task) => (task === 'space' ? left : null) }]);
      const [target] = c.targets;
      const targets = [{ ...(target as MeasuredTarget), target: { ...(target as MeasuredTarget).target, freeInodes: 1000 } }];
      expect((await runBlocks({ ...c, targets }, REQUEST)).stop).toBe('full');
    }
  });

  it('report exactly what the executor of known cost took', async () => {
    const c = campaign([GOOD]);
    const end = await runBlocks({ ...c, isPrecise: preciseAfter(1) }, REQUEST);
    const [first] = c.seen.measured;
    expect(first?.[1]).toMatchObject({
      phase: 'stat',
      operations: 3,
      invalidReason: null,
      values: { latency: 200, elapsed: 600, cpu: 600 },
    });
    expect(end).toMatchObject({ stop: 'precise', measuredNs: 600 });
  });

  it('go on, all targets in turn, until everything is precise', async () => {
    const c = campaign([GOOD, GOOD]);
    const end = await runBlocks(c, REQUEST);
    expect(end.executed).toHaveLength(8);
    expect(c.seen.measured.map(([at]) => `${at.block}${at.targetId}`)).toEqual([
      '0t0',
      '0t1',
      '1t0',
      '1t1',
      '2t0',
      '2t1',
      '3t0',
      '3t1',
    ]);
  });

  it('end when every trial is precise', async () => {
    let asked = 0;
    const end = await runBlocks(campaign([GOOD], { isPrecise: () => ++asked >= 2 }), REQUEST);
    expect(end.stop).toBe('precise');
    expect(end.executed).toHaveLength(2);
  });

  it('run once even when the time is over before they start', async () => {
    const end = await runBlocks(campaign([GOOD], { stop: { requested: false, deadlineNs: 0 } }), REQUEST);
    expect(end).toMatchObject({ stop: 'cap' });
    expect(end.executed).toHaveLength(1);
  });

  it('leave out a target that hangs and go on with the others', async () => {
    const hung: NullScript = { ...GOOD, loop: () => ({ status: 'hung', evidence: 'nothing moved for 30 s' }) };
    const c = campaign([hung, GOOD]);
    const end = await runBlocks(c, REQUEST);
    expect(c.seen.failures).toMatchObject([{ target: 't0', reason: 'hung', block: 0 }]);
    expect(end.executed.map(({ target }) => target)).toEqual([1, 1, 1, 1]);
  });

  it('give up a trial on a target after two failures', async () => {
    const broken: NullScript = {
      ...GOOD,
      loop: () => ({ status: 'failed', message: 'EIO: i/o error', code: 'EIO', complaint: null }),
    };
    const c = campaign([broken, GOOD]);
    await runBlocks(c, REQUEST);
    expect(c.seen.failures.map(({ target, reason }) => `${target} ${reason}`)).toEqual(['t0 errno:EIO', 't0 errno:EIO']);
  });

  it('end as failed when nothing works any more', async () => {
    const broken: NullScript = { ...GOOD, loop: () => ({ status: 'failed', message: 'EIO', code: 'EIO', complaint: null }) };
    expect((await runBlocks(campaign([broken]), REQUEST)).stop).toBe('failed');
  });

  it('mark the samples whose result turned out wrong, and go on', async () => {
    const wrong: NullScript = { ...GOOD, task: (task) => (task === 'verify' ? 'a.txt: expected 5 bytes, got 4' : null) };
    const c = campaign([wrong], {}, [STEP, CHECK]);
    const end = await runBlocks({ ...c, isPrecise: preciseAfter(1) }, REQUEST);
    expect(c.seen.invalidated).toEqual(['0 t0 verify-failed']);
    expect(c.seen.failures).toMatchObject([
      { phase: 'stat', reason: 'verify-failed', message: 'a.txt: expected 5 bytes, got 4' },
    ]);
    expect(end.executed).toHaveLength(1);
  });

  it('mark everything on a target whose mount changed meanwhile, and nothing on the others', async () => {
    const c = campaign([GOOD, GOOD]);
    const changed = {
      ...c,
      readMounts: () => ({ bootId: 'boot', mounts: [mount('/m0', { transport: '9p-socket', fstype: '9p' }), mount('/m1')] }),
    };
    await runBlocks({ ...changed, isPrecise: preciseAfter(1) }, REQUEST);
    expect(c.seen.invalidated).toEqual(['0 t0 mount-changed']);
    expect(c.seen.blocks.at(-1)?.disturbances).toMatchObject([
      { target: 't0', reason: 'mount-changed', evidence: 'transport was native, is 9p-socket' },
    ]);
  });

  it('mark everything when the kernel was booted meanwhile', async () => {
    let reads = 0;
    const c = campaign([GOOD]);
    await runBlocks(
      { ...c, isPrecise: preciseAfter(1), readMounts: () => ({ bootId: `boot ${reads++}`, mounts: [mount('/m0')] }) },
      REQUEST,
    );
    expect(c.seen.invalidated).toEqual(['0 null boot-changed']);
  });

  it('stop between two turns when asked, without an end of the block', async () => {
    const c = campaign([GOOD, GOOD]);
    const stop = { requested: false, deadlineNs: monotonicNs() + 60e9 };
    const end = await runBlocks(
      {
        ...c,
        stop,
        onMeasurement: () => {
          stop.requested = true;
        },
      },
      REQUEST,
    );
    expect(end).toMatchObject({ stop: 'interrupted', executed: [{ trial: 0, target: 0, block: 0 }] });
    expect(c.seen.blocks.at(-1)).toMatchObject({ finishedAt: null, order: ['0@t0'] });
  });

  it('skip what an earlier invocation has done of the first block', async () => {
    const c = campaign([GOOD, GOOD]);
    const end = await runBlocks(
      { ...c, isPrecise: preciseAfter(2) },
      {
        ...REQUEST,
        firstBlock: 2,
        alreadyDone: [{ trial: 0, target: 0, block: 2 }],
      },
    );
    expect(end.executed.map(({ block, target }) => `${block}@${target}`)).toEqual(['2@1', '3@0', '3@1']);
  });
});
