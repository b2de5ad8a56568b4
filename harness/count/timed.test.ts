import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Counting } from '../core/counting.ts';
import { interrupts } from './interrupts.ts';
import { kernelLog } from './kernel-log.ts';
import { openCounting } from './open-counting.ts';
import { scheduler } from './scheduler.ts';
import { swiotlb } from './swiotlb.ts';
import { timedCounting, together } from './timed.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-count-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const around = (counting: Counting, work: () => void = () => {}): ReturnType<Counting['finish']> => {
  counting.start('native');
  work();
  return counting.finish();
};

describe('counting around a step', () => {
  it('sees the processes that the step starts, and their context switches', () => {
    const counts = around(scheduler(), () => {
      for (let i = 0; i < 5; i++) spawnSync('/bin/true');
    });
    expect(counts.find(({ counter }) => counter === 'processes')?.value).toBeGreaterThanOrEqual(5);
    expect(counts.find(({ counter }) => counter === 'context-switches')?.value).toBeGreaterThanOrEqual(5);
  });

  it('counts interrupts as differences, and writes no row for a device that had none', () => {
    const path = join(folder, 'interrupts');
    const write = (disk: number, share: number): void =>
      writeFileSync(
        path,
        `  CPU0\n 1: ${disk}   PCI-MSI 1-edge      virtio0-req.0\n 2: ${share}   PCI-MSI 2-edge      virtio1-requests.0\n`,
      );
    write(10, 20);
    expect(
      around(
        interrupts(path, () => 'virtiofs'),
        () => write(10, 27),
      ),
    ).toMatchObject([
      { counter: 'all', value: 7 },
      { counter: 'device', key: 'virtio1-requests.0', subkey: 'virtiofs', value: 7 },
    ]);
  });

  it('gives each source at least one row, with the reason where this machine does not tell', () => {
    using counting = timedCounting();
    const counts = around(counting);
    expect(new Set(counts.map(({ source }) => source))).toEqual(new Set(['swiotlb', 'kernel-log', 'interrupts', 'scheduler']));
    for (const { value, reason } of counts) expect(value === null).toBe(reason !== null);
  });

  it('costs less than a step of a few milliseconds', () => {
    using counting = timedCounting();
    around(counting);
    const started = performance.now();
    for (let i = 0; i < 20; i++) around(counting);
    expect((performance.now() - started) / 20).toBeLessThan(10);
  });

  it('finishes its sources in the opposite order', () => {
    const order: string[] = [];
    const source = (name: string): Counting => ({
      start: () => void order.push(name),
      finish() {
        order.push(name);
        return [];
      },
    });
    around(together([source('a'), source('b')]));
    expect(order).toEqual(['a', 'b', 'b', 'a']);
  });
});

describe('the bounce pool', () => {
  const pool = (path: string, files: Readonly<Record<string, string>>): void => {
    mkdirSync(path, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  };

  it('has its high-water mark set to 0 just before the step', () => {
    const path = join(folder, 'swiotlb');
    pool(path, { io_tlb_nslabs: '32768\n', io_tlb_used: '0\n', io_tlb_used_hiwater: '5000\n' });
    const counting = swiotlb(folder, true);
    counting.start('native');
    expect(counting.finish()).toMatchObject([{ counter: 'used-high-water', key: 'swiotlb', value: 0 }, {}, { value: 32768 }]);
    writeFileSync(join(path, 'io_tlb_used_hiwater'), '136\n');
    expect(counting.finish()).toMatchObject([{ counter: 'used-high-water', value: 136, unit: 'slots' }, {}, {}]);
  });

  it('without a high-water mark, before Linux 6.4, has none with the reason', () => {
    pool(join(folder, 'swiotlb'), { io_tlb_nslabs: '32768\n', io_tlb_used: '3\n' });
    const counts = around(swiotlb(folder, true));
    const reason = expect.stringContaining('6.4');
    expect(counts).toMatchObject([
      { counter: 'used-high-water', value: null, reason },
      { counter: 'used', value: 3 },
      { counter: 'slots' },
    ]);
  });

  it('of a driver is found below the default one and beside it', () => {
    const files = { io_tlb_nslabs: '1024\n', io_tlb_used: '7\n', io_tlb_used_hiwater: '9\n' };
    pool(join(folder, 'swiotlb'), files);
    pool(join(folder, 'swiotlb/restricted'), files);
    pool(join(folder, 'hv-pci-swiotlb'), files);
    const counts = around(swiotlb(folder, true));
    expect([...new Set(counts.map(({ key }) => key))]).toEqual(['swiotlb', 'restricted', 'hv-pci-swiotlb']);
  });

  it('that was never made is no pool of 0 slots', () => {
    mkdirSync(join(folder, 'swiotlb'));
    expect(around(swiotlb(folder, true))).toMatchObject([{ value: null, reason: expect.stringContaining('no bounce pool') }]);
  });

  it('behind a debugfs that is not mounted says which command would mount it', () => {
    const [count] = around(swiotlb(folder, false));
    expect(count?.reason).toMatch(process.getuid?.() === 0 ? /sudo mount -t debugfs debugfs / : /needs root/);
  });
});

describe('the kernel log', () => {
  it('that nobody may read is unavailable with the reason', () => {
    using log = kernelLog(join(folder, 'kmsg'));
    expect(around(log)).toEqual([
      expect.objectContaining({ counter: 'full', value: null, reason: expect.stringContaining('kmsg') }),
    ]);
  });
});

describe('what a run counts', () => {
  it('is nothing without root, and said in one finding', () => {
    using read = openCounting('read', '20261122T000000Z-abcdef', false);
    expect([read.timed, read.tracing]).toEqual([null, null]);
    expect(read.findings).toMatchObject([{ code: 'counters-need-root', severity: 'info' }]);
    using trace = openCounting('trace', '20261122T000000Z-abcdef', false);
    expect(trace.findings).toMatchObject([{ code: 'counters-need-root', severity: 'warn' }]);
  });

  it('is nothing, without a word, when it is switched off', () => {
    using off = openCounting('off', '20261122T000000Z-abcdef', true);
    expect([off.timed, off.tracing, off.findings]).toEqual([null, null, []]);
  });
});
