import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monotonicNs } from '../system/clock.ts';
import { runTeardown } from './teardown.ts';
import { campaign, GOOD } from './testing/null-campaign.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mntbench-teardown-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const TURNS = [0, 1, 2].flatMap((block) => [0, 1].map((target) => ({ trial: 0, target, block })));

async function deleted(deadlineNs: number, requested = false): Promise<string[]> {
  const late = campaign(scratch, [GOOD, GOOD], { stop: { requested, deadlineNs } });
  await runTeardown(late, TURNS, 0);
  return late.seen.measured.map(([{ targetId, block }]) => `${targetId} of block ${block}`);
}

describe('the last pass', () => {
  it('deletes what every block left', async () => {
    expect(await deleted(monotonicNs() + 1e12)).toHaveLength(TURNS.length);
  });

  it('deletes one block on each target also when the time is over', async () => {
    expect(await deleted(monotonicNs() - 1)).toEqual(['t0 of block 0', 't1 of block 0']);
  });

  it('ends at once when the user stops it', async () => {
    expect(await deleted(monotonicNs() + 1e12, true)).toEqual([]);
  });
});
