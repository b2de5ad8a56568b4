import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabConditions } from '../../core/lab-conditions.ts';
import { Playground, TINY } from '../testing/playground.ts';

const LAB: LabConditions = {
  boot: 2,
  boots: 9,
  seed: 1,
  kernelSeries: '6.12',
  accelerator: 'tcg',
  cpus: 2,
  memoryMiB: 2048,
  qemuVersion: '7.2.22',
  pool: { use: 'private', slots: 512, areas: 2 },
  contender: {
    operation: 'write',
    askedShare: 0.5,
    diskBytesPerSecond: 32 * 2 ** 20,
    achievedBytesPerSecond: 5e6,
    fullBytesPerSecond: 11e6,
  },
  faults: [
    { kind: 'host-delay', server: 'virtiofs', systemCall: 'unlinkat', delayNs: 5e6 },
    { kind: 'guest-delay', systemCall: 'statx', delayNs: 2e6 },
    { kind: 'guest-load', loops: 2, nice: 5 },
    { kind: 'slow-disk', server: 'virtiofs', delayNs: 1.5e6 },
    { kind: 'stall', server: '9p-socket', afterNs: 30e9, durationNs: 10e9, firedAt: '2026-11-21T21:18:34.000Z' },
    { kind: 'kill-server', server: 'virtiofs', afterNs: 120e9, firedAt: null },
  ],
  userSpaceNs: 4e9,
  firstSampleNs: 14e9,
};

describe('a run of the lab', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = new Playground();
    await playground.program(['run', 'target', ...TINY]);
    // As the lab leaves it: a real run whose record says where it was made.
    const { runJson } = playground.run();
    const record = JSON.parse(readFileSync(runJson, 'utf8'));
    record.environment.before.emulated = true;
    writeFileSync(runJson, JSON.stringify({ ...record, lab: LAB }));
  });
  afterAll(() => playground[Symbol.asyncDispose]());

  it('says above every table that its times are emulated', async () => {
    const { stdout } = await playground.program(['show', 'latest']);
    const titles = stdout.split('\n').filter((line) => line.includes(' · tiny · '));
    expect(titles).toEqual([
      'small-file · tiny · 1 thread · guest-warm/host-warm · emulated processor: compare within one boot only',
    ]);
  });

  it('names its conditions', async () => {
    const { stdout } = await playground.program(['show', 'latest']);
    const start = stdout.indexOf('\nrun ');
    expect(
      playground
        .normalised(stdout.slice(stdout.indexOf('\n', start + 1) + 1))
        .split('\n')
        .slice(0, 11),
    ).toEqual([
      '  emulated processor: compare within one boot only',
      '  lab, boot 2 of 9: kernel 6.12, 2 processors (tcg), 2.00 GiB, QEMU 7.2.22',
      '  bounce buffers: private, 512 slots (1.00 MiB), 2 areas',
      '  contender: write, 50 % of the time, 4.77 MiB/s, of a disk that does no more than 32.0 MiB/s, without pause 10.5 MiB/s',
      '  fault: 5.00 ms before every unlinkat of the virtiofs server',
      '  fault: 2.00 ms before every statx of the program in the guest',
      '  fault: 2 endless loops in the guest, nice 5',
      '  fault: share of virtiofs on a disk that takes 1.50 ms more for every transfer',
      '  fault: 9p-socket server stopped for 10.0 s 30.0 s after the start, at 2026-11-21T21:18:34.000Z',
      '  fault: virtiofs server killed 120 s after the start, which never came',
      expect.stringMatching(/^ {2}[a-z]+: <tmp>\/target/),
    ]);
  });

  it('is told from others in the list', async () => {
    const { stdout } = await playground.program(['list']);
    const [head, row] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/ {2}on$/);
    expect(row).toMatch(/ {2}lab 6\.12 pool=private slots=512 areas=2 contender=write:50%@32MiB\/s, 6 faults, emulated$/);
  });

  it('has both in the documents for scripts', async () => {
    const [shown, listed] = await Promise.all([
      playground.program(['show', 'latest', '--json']),
      playground.program(['list', '--json']),
    ]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ emulated: true, lab: LAB });
    expect(JSON.parse(listed.stdout).runs).toEqual([expect.objectContaining({ emulated: true, lab: LAB })]);
  });
});

describe('any other run', () => {
  it('says nothing of the kind, also when it was written before there was a lab', async () => {
    await using playground = new Playground();
    const { code } = await playground.program(['run', 'target', ...TINY]);
    expect(code).toBe(0);
    const { lab, ...older } = JSON.parse(readFileSync(playground.run().runJson, 'utf8'));
    expect(lab).toBeNull();
    writeFileSync(playground.run().runJson, JSON.stringify(older));
    const [shown, listed, document] = await Promise.all([
      playground.program(['show', 'latest']),
      playground.program(['list']),
      playground.program(['show', 'latest', '--json']),
    ]);
    expect(shown.stdout).not.toMatch(/emulated|lab/);
    expect(listed.stdout.split('\n')[0]).toMatch(/workloads$/);
    expect(JSON.parse(document.stdout)).toMatchObject({ lab: null });
  });
});
