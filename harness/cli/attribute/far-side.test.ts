import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../core/cell.ts';
import type { HostProbe } from '../../core/host-probe.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { farSideOf } from './far-side.ts';

let results: string;
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'mntbench-far-'));
});
afterAll(() => rmSync(results, { recursive: true }));

const measured = { target: 'drive-c', n: 3, unit: 'ns' } as const;
const PROBE: HostProbe = {
  ...{ schemaVersion: 1, ranOn: 'windows', runtime: 'PowerShell 5.1', unavailable: [] },
  operations: [
    { ...measured, operation: 'null', samplesNs: [100, 200, 300] },
    { ...measured, operation: 'stat.d0', samplesNs: [20_200, 30_200, 90_000] },
  ],
};

function folder(id: string, text: string | null): RunFolder {
  const made = createRunFolder(results, 'm-00000001', 'kernel', `20260101T090000Z-${id}`);
  if (text !== null) writeFileSync(join(made.path, 'host-probe.json'), text);
  return made;
}

function cell(patch: Partial<Cell>): Cell {
  const where = { target: 'drive-c', transport: 'virtiofs', concurrency: 1, cacheState: 'guest-warm/host-warm' } as const;
  return { workload: 'probe', preset: 'tiny', phase: 'stat', operation: 'stat.d0', ...where, ...patch };
}

describe('the far side of a mount', () => {
  it('is known by its own calls, less what the loop costs there, boot by boot', () => {
    const boots = ['000001', '000006'].map((id) => folder(id, JSON.stringify(PROBE)));
    expect(farSideOf(boots)(cell({}))).toEqual([
      [20_000, 30_000, 89_800],
      [20_000, 30_000, 89_800],
    ]);
  });

  it('is unknown for other targets, other operations, several threads, and without the file', () => {
    const far = farSideOf([folder('000002', JSON.stringify(PROBE))]);
    for (const patch of [{ target: 'drive-d' }, { operation: 'stat.d8' }, { concurrency: 8 }, { workload: 'small-file' }])
      expect(far(cell(patch))).toEqual([]);
    expect(farSideOf([folder('000003', null)])(cell({}))).toEqual([]);
  });

  it.each([
    ['000004', 'no JSON'],
    ['000005', JSON.stringify({ ...PROBE, schemaVersion: 99 })],
  ])('is not guessed from a file that cannot be read: %s', (id, text) =>
    expect(() => farSideOf([folder(id, text)])).toThrow('host-probe.json'),
  );
});
