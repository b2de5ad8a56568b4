import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostProbe, hostProbeOf } from '../core/host-probe.ts';
import { readRunRecord } from '../record/run-json.ts';
import { Playground, TINY } from './testing/playground.ts';
import { Publishing } from './testing/publishing.ts';

const FILE = 'host-probe.json';
const PROBED = {
  runtime: 'PowerShell 5.1',
  operations: [{ operation: 'fsync' as const, n: 3, samplesNs: [1000, 2000, 900] }],
  unavailable: [{ operation: 'unlink' as const, reason: 'failed' as const, detail: 'System.IO.IOException 0x80070020' }],
};

let original: Playground;
let target: string;
beforeAll(async () => {
  original = new Playground();
  const measured = await original.program(['run', 'target', ...TINY]);
  expect(measured.code, measured.stderr).toBe(0);
  target = readRunRecord(original.run().runJson).targets[0]?.id ?? '';
});
afterAll(() => original[Symbol.asyncDispose]());

/** A run with what its far side measured. */
function probedRun(place: Publishing, probe: HostProbe | string = hostProbeOf('windows', [[target, PROBED]])): string {
  const run = place.copyOf(original, 1);
  writeFileSync(join(run, FILE), typeof probe === 'string' ? probe : JSON.stringify(probe));
  return run;
}

it('a run without a Windows drive has none, with PowerShell or without', () => {
  expect(existsSync(join(original.run().path, FILE))).toBe(false);
});

describe('what the far side measured', () => {
  it('is published as it is, and found in order there', async () => {
    await using place = new Publishing();
    const run = probedRun(place);
    const repository = place.bare();
    const { code, stderr } = await place.publish(run, '--to', repository);
    expect(code, stderr).toBe(0);
    const clone = place.clone(repository);
    const [path = ''] = place
      .git(['ls-files', `*/${FILE}`], clone)
      .trim()
      .split('\n');
    expect(readFileSync(join(clone, path), 'utf8')).toBe(readFileSync(join(run, FILE), 'utf8'));
    expect((await place.program(['verify', clone])).stdout).toMatch(/1 run, all in order\n$/);
  });

  it.each([
    ['of another target', () => hostProbeOf('windows', [['drive-z', PROBED]]), 'is of a target that the run does not have'],
    [
      'with a wrong count',
      () => hostProbeOf('windows', [[target, { ...PROBED, operations: [{ operation: 'fsync', n: 4, samplesNs: [1] }] }]]),
      'counts other samples than it holds',
    ],
    ['of a later version', () => '{"schemaVersion":2}', 'schema version 2, this program reads up to 1'],
    [
      'with a path in it',
      () => JSON.stringify({ ...hostProbeOf('windows', []), folder: 'C:\\\\Users\\\\me' }),
      'Unrecognized key',
    ],
    ['that is no JSON', () => 'C:\\', 'not JSON'],
  ])('%s is a problem of the run', async (_, probe, problem) => {
    await using place = new Publishing();
    const { code, stdout, stderr } = await place.program(['verify', probedRun(place, probe())]);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(problem);
  });
});
