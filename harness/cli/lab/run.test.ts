import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKernel } from '../../lab/kernel.ts';
import { Playground } from '../testing/playground.ts';
import type { Ended } from '../testing/program.ts';
import { requiredPrograms } from './guest-machine.ts';

/** The kernels are the user's: fetching them again for a test would take a minute and a network. */
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const LIMIT_MS = 420_000;

/** Why no guest is booted here, or null: a boot takes a minute of both cores, so it is asked for. */
async function obstacle(): Promise<string | null> {
  if (process.env.MNTBENCH_LAB_TESTS !== '1') return 'MNTBENCH_LAB_TESTS=1 is not set';
  if (findKernel('6.1') === null) return 'mntbench lab setup has not been run';
  return requiredPrograms().then(
    () => null,
    (error: Error) => error.message,
  );
}

const reason = await obstacle();
const title = reason === null ? 'lab run with kernel 6.1' : `lab run with kernel 6.1 (skipped: ${reason})`;

const SMALL = ['--workload', 'small-file', '--preset', 'tiny', '--concurrency', '1', '--max-time', '5', '--no-controls'];
const ARGS = ['lab', 'run', '--kernel', '6.1', '--transport', 'virtiofs', '--accel', 'tcg', ...SMALL];

describe.skipIf(reason !== null)(title, () => {
  let playground: Playground;
  let ended: Ended;
  beforeAll(async () => {
    playground = new Playground();
    const args = [...ARGS, '--results', playground.results, '--json'];
    ended = await playground.program(args, { env: { XDG_CACHE_HOME: CACHE } });
  }, LIMIT_MS);
  afterAll(() => playground[Symbol.asyncDispose]());

  it('measures in the guest, and brings the run back', () => {
    expect(ended.code, ended.stderr).toBe(0);
    const { id, lab, targets, environment } = playground.record();
    expect(JSON.parse(ended.stdout)).toMatchObject({
      schemaVersion: 1,
      order: ['6.1'],
      boots: [
        { boot: 1, kernel: '6.1', status: 'ran', reason: null, run: { id, dir: playground.run().path, status: 'complete' } },
      ],
    });
    expect(targets.map(({ path, transport }) => [path, transport])).toEqual([['/mnt/d', 'virtiofs']]);
    expect(environment.before).toMatchObject({ platform: 'lab', emulated: true });
    expect(lab).toMatchObject({ boot: 1, boots: 1, kernelSeries: '6.1', accelerator: 'tcg', contender: null, faults: [] });
  });

  it('knows how long the guest took', () => {
    const { userSpaceNs, firstSampleNs } = playground.record().lab ?? {};
    expect(userSpaceNs).toBeGreaterThan(1e9);
    expect(firstSampleNs).toBeGreaterThan(userSpaceNs as number);
    expect(firstSampleNs).toBeLessThan(120e9);
  });

  it('leaves a run that can be shown and verified', async () => {
    const [shown, verified] = await Promise.all([
      playground.program(['show', 'latest']),
      playground.program(['verify', playground.results]),
    ]);
    expect(shown.stdout).toContain('small-file · tiny · 1 thread · guest-warm/host-warm · emulated processor');
    expect(verified).toMatchObject({ code: 0 });
  });

  it('says on the way what it does', () => {
    expect(ended.stderr).toMatch(
      /^boot 1\/1 {2}6\.1 {2}begins, \d+ min at most\nboot 1\/1 {2}6\.1 {2}complete in .*: run \S+\n$/,
    );
  });
});

describe.skipIf(reason !== null)(title.replace('lab run', 'lab run whose virtiofsd is killed in the middle'), () => {
  let playground: Playground;
  let ended: Ended;
  beforeAll(async () => {
    playground = new Playground();
    // With seed 1 virtiofs comes first in the first block. Nothing ends before its time, so that the server dies in the middle also of a fast machine's run.
    const until = [
      '-w',
      'small-file',
      '--preset',
      'tiny',
      '-c',
      '1',
      '--max-time',
      '110',
      '--precision',
      '0.000001',
      '--no-controls',
    ];
    const args = ['--kernel', '6.1', '--transport', 'virtiofs,9p-socket', '--seed', '1', '--accel', 'tcg', ...until];
    ended = await playground.program(
      ['lab', 'run', ...args, '--fault', 'kill-server:virtiofs@80s', '--results', playground.results],
      { env: { XDG_CACHE_HOME: CACHE } },
    );
  }, LIMIT_MS);
  afterAll(() => playground[Symbol.asyncDispose]());

  it('ends with exit code 3, and says what failed', () => {
    expect(ended.code, ended.stderr).toBe(3);
    expect(playground.record()).toMatchObject({ status: 'partial', lab: { faults: [{ firedAt: expect.any(String) }] } });
  });

  it('keeps what was measured before on both mounts, and goes on with the other', async () => {
    const fault = playground.record().lab?.faults[0];
    const firedAt = fault?.kind === 'kill-server' ? (fault.firedAt ?? '') : '';
    const times = (transport: string): string[] =>
      playground
        .measured()
        .filter((sample) => sample.transport === transport)
        .map(({ startedAt }) => startedAt);
    expect(times('virtiofs').filter((at) => at < firedAt)).not.toEqual([]);
    expect(times('virtiofs').filter((at) => at > firedAt)).toEqual([]);
    expect(times('9p-socket').filter((at) => at > firedAt)).not.toEqual([]);
    expect(await playground.program(['verify', playground.results])).toMatchObject({ code: 0 });
  });

  it('leaves no process', () => {
    const inherits = (pid: string): boolean => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(playground.path);
      } catch {
        return false;
      }
    };
    expect(readdirSync('/proc').filter((name) => /^\d+$/.test(name) && inherits(name))).toEqual([]);
  });
});
