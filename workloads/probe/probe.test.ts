import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../../harness/core/errors.ts';
import type { Place } from '../../harness/core/workload.ts';
import { type DriveOptions, type DriveResult, drive } from '../testing/drive.ts';
import { callsOf, EFFORTS, isConcurrent, operationsOf, totalCalls } from './effort.ts';
import { OPERATIONS, UNLINK } from './operations.ts';
import { pageAligned } from './page-aligned.ts';
import { workload } from './workload.ts';

function labels(result: DriveResult, block: number): string[] {
  return result.steps.flatMap(({ step, stage, place }) =>
    step.kind === 'loop' && stage === 'block' && place.block === block ? [step.operation] : [],
  );
}

function fault(before: string, plant: (place: Place) => void): DriveOptions {
  return {
    before: (step, { place }) => {
      if (step.kind === 'task' && step.task === before) plant(place);
    },
  };
}

describe('probe', () => {
  const places = [tmpdir(), '/dev/shm'].filter((base) => existsSync(base));
  it.each(places)('does its work in %s: all operations, right contents, nothing left', async (base) => {
    const result = await drive(workload, { base, blocks: 2 });
    expect(result.problems).toEqual([]);
    const expected = operationsOf(EFFORTS.tiny);
    expect(labels(result, 0).sort()).toEqual(expected.map(({ label }) => label).sort());
    for (const { step, operations, outcomes } of result.steps) {
      if (step.kind !== 'loop' || step.operation === UNLINK.label) continue;
      const operation = OPERATIONS.find(({ label }) => label === step.operation);
      expect(operations).toBe((isConcurrent(operation ?? UNLINK) ? 4 : 8) * step.concurrency);
      expect(outcomes).toEqual(step.phase === 'stat-missing' ? { ENOENT: 8 } : {});
    }
  });

  it('does its work with all listings and all concurrencies', async () => {
    const result = await drive(workload, { preset: 'standard', base: '/dev/shm' });
    expect(result.problems).toEqual([]);
    expect(labels(result, 0)).toHaveLength(OPERATIONS.length);
  });

  it('does its work with a few of its operations', async () => {
    const result = await drive(workload, { preset: 'core', base: '/dev/shm', blocks: 2 });
    expect(result.problems).toEqual([]);
    expect(labels(result, 0).sort()).toEqual([...(EFFORTS.core.only ?? [])].sort());
  });

  it('draws another order for each block, the same one for the same seed', async () => {
    const first = await drive(workload, { blocks: 2 });
    const again = await drive(workload, { blocks: 1 });
    expect(labels(first, 0)).toEqual(labels(again, 0));
    expect(labels(first, 0)).not.toEqual(labels(first, 1));
  });

  it('keeps tiny small: 1,500 calls, and 4 per thread where threads compete', () => {
    expect(totalCalls(EFFORTS.tiny)).toBeLessThanOrEqual(1500);
    for (const operation of operationsOf(EFFORTS.tiny)) expect(callsOf(operation, EFFORTS.tiny)).toBeGreaterThanOrEqual(4);
  });

  it('gives every operation a label of its own', () => {
    expect(new Set(OPERATIONS.map(({ label }) => label)).size).toBe(OPERATIONS.length);
  });
});

describe('probe notices', () => {
  it('a wrong byte in what was written', async () => {
    const plant = ({ fixture }: Place): void => {
      const descriptor = openSync(join(fixture, 'write-all'), constants.O_RDWR);
      const byte = Buffer.alloc(1);
      readSync(descriptor, byte, 0, 1, 77_777);
      byte[0] = (byte[0] ?? 0) ^ 1;
      writeSync(descriptor, byte, 0, 1, 77_777);
      closeSync(descriptor);
    };
    const { problems } = await drive(workload, fault('verify-writes', plant));
    expect(problems).toEqual([
      expect.stringMatching(/verify-writes: .*write-all: expected sha256 \w{64}, got \w{64}; first difference at byte 77777/),
    ]);
  });

  it('a missing and an extra name', async () => {
    const missing = await drive(
      workload,
      fault('verify-names', ({ directory }) => unlinkSync(join(directory, 'created/entry-000003'))),
    );
    expect(missing.problems[0]).toContain('missing file created/entry-000003');
    const extra = await drive(
      workload,
      fault('verify-names', ({ directory }) => writeFileSync(join(directory, 'renamed/more'), '')),
    );
    expect(extra.problems[0]).toContain('extra file renamed/more');
  });

  it('data that is not what the fixture wrote, before anything is measured', async () => {
    const run = drive(
      workload,
      fault('prepare-block', ({ fixture }) => writeFileSync(join(fixture, 'read-all'), Buffer.alloc(2_000_000))),
    );
    await expect(run).rejects.toThrow('are not what the fixture wrote');
  });
});

describe('pageAligned', () => {
  it('starts on a page, as O_DIRECT can tell, and off it when asked', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-aligned-'));
    const path = join(folder, 'data');
    try {
      writeFileSync(path, Buffer.alloc(65_536));
      const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECT);
      try {
        expect(readSync(descriptor, pageAligned(65_536, 0), 0, 65_536, 0)).toBe(65_536);
        expect(() => readSync(descriptor, pageAligned(4096, 1), 0, 4096, 0)).toThrow('EINVAL');
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      // A tmpfs has no O_DIRECT.
      if (errorCode(error) !== 'EINVAL') throw error;
      context.skip('no O_DIRECT here');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
