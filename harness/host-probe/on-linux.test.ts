import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOST_PROBE_OPERATIONS } from '../core/host-probe.ts';
import { projectFolder } from '../system/folders.ts';
import type * as onLinux from './on-linux.ts';

/** The compiled one: a process cannot be started from sources on Node 20. */
const COMPILED = join(projectFolder(), 'dist/harness/host-probe/on-linux.js');
const { probeOnLinux } = (await import(/* @vite-ignore */ COMPILED)) as typeof onLinux;

const OPTIONS = { calls: 5, warmUp: 3, timeoutMs: 20_000 };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mntbench-host-probe-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

describe('the host side of a folder', () => {
  it('is measured by every operation, and left as it was', async () => {
    const parent = folder();
    const { runtime, operations, unavailable } = await probeOnLinux(parent, OPTIONS);
    expect([runtime, unavailable]).toEqual([`Node ${process.versions.node}`, []]);
    expect(operations.map(({ operation }) => operation)).toEqual(HOST_PROBE_OPERATIONS);
    for (const { n, samplesNs } of operations) expect([n, samplesNs.length]).toEqual([5, 5]);
    const of = (name: string): number => Math.min(...(operations.find(({ operation }) => operation === name)?.samplesNs ?? []));
    // Nothing is faster than nothing, and a system call is not.
    for (const name of HOST_PROBE_OPERATIONS.slice(1)) expect(of(name)).toBeGreaterThan(of('null'));
    expect(of('read.256k')).toBeGreaterThan(of('read.4k'));
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is measured from other mounts, where a command leads there', async () => {
    const parent = folder();
    const { operations } = await probeOnLinux(parent, OPTIONS, ['env', 'MNTBENCH=1']);
    expect(operations).toHaveLength(HOST_PROBE_OPERATIONS.length);
  });

  it('of a folder that is gone is unavailable, with the kind of error, and makes none', async () => {
    const gone = join(folder(), 'gone');
    expect((await probeOnLinux(gone, OPTIONS)).unavailable).toEqual([{ operation: null, reason: 'failed', detail: 'ENOENT' }]);
    expect(existsSync(gone)).toBe(false);
  });

  it('that takes too long is given up', async () => {
    const found = await probeOnLinux(folder(), { ...OPTIONS, timeoutMs: 200 }, ['sh', '-c', 'exec sleep 100']);
    expect(found.unavailable).toEqual([{ operation: null, reason: 'timed-out', detail: null }]);
  });
});
