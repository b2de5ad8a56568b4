import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sample } from '../core/sample.ts';
import { readSteps } from './read-steps.ts';
import { SampleLog } from './samples-csv.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-steps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLE: Sample = {
  ...{ workload: 'probe', preset: 'tiny', phase: 'stat', operation: 'stat.d0', target: 'memory', transport: 'memory' },
  ...{ concurrency: 1, cacheState: 'guest-warm/host-warm', runId: '20260101T090000Z-000001', bootId: 'boot', block: 0, order: 0 },
  ...{ process: 1, fsType: 'tmpfs', iteration: 0, metric: 'latency', unit: 'ns', better: 'lower', value: 5000, valid: true },
  ...{ invalidReason: null, startedAt: '2026-01-01T09:00:00.000Z', operations: 8, emulated: false },
};

function stepsOf(name: string, samples: readonly Partial<Sample>[]): ReturnType<typeof readSteps> {
  const path = join(folder, name);
  const log = new SampleLog(path);
  log.append(samples.map((sample) => ({ ...SAMPLE, ...sample })));
  log.close();
  return readSteps(path);
}

describe('the steps of a run', () => {
  it('hold all that was measured of each at once', () => {
    const steps = stepsOf('two.csv', [{}, { metric: 'cpu', value: 32_000 }, { order: 1, block: 1, value: 6000 }]);
    expect(steps.map(({ block, operations, values }) => ({ block, operations, values }))).toEqual([
      { block: 0, operations: 8, values: { latency: 5000, cpu: 32_000 } },
      { block: 1, operations: 8, values: { latency: 6000 } },
    ]);
  });

  it('know which were traced', () => {
    const [timed, traced] = stepsOf('traced.csv', [{}, { order: 1, valid: false, invalidReason: 'traced', value: 9000 }]);
    expect([timed?.isTraced, traced?.isTraced]).toEqual([false, true]);
    expect(traced?.values.latency).toBe(9000);
  });

  it('are without those that failed, and without the warm-up', () => {
    const steps = stepsOf('failed.csv', [
      { valid: false, invalidReason: 'errno:EIO', value: 1 },
      { order: 1, iteration: -1, valid: false, invalidReason: 'warm-up' },
      { order: 2, valid: false, invalidReason: 'traced', value: null },
      { order: 3, operations: 0 },
    ]);
    expect(steps).toEqual([]);
  });

  it('share one cell where they are of one', () => {
    const [one, other] = stepsOf('cell.csv', [{}, { order: 1 }]);
    expect(one?.cell).toBe(other?.cell);
  });
});
