import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../system/folders.ts';
import { parseInterrupts } from './interrupts.ts';
import { parseRecord, tally } from './kernel-log.ts';
import { parseProcStat } from './scheduler.ts';
import { parseSlots } from './swiotlb.ts';

const captured = (name: string): string => readFileSync(join(projectFolder(), 'harness/count/testdata', name), 'utf8');
const devicesIn = (name: string): Record<string, number> =>
  Object.fromEntries([...(parseInterrupts(captured(name))?.devices ?? [])].filter(([, count]) => count > 0));

describe('/proc/interrupts', () => {
  it.each([
    [
      'Linux 6.1 (chip and number in one column)',
      'interrupts-6.1.txt',
      {
        'virtio0-requests': 2151,
        'virtio1-requests': 134,
        'virtio4-requests': 96,
        'virtio3-hiprio': 4,
        'virtio3-requests.0': 42,
        'virtio2-input.0': 117,
        'virtio2-output.0': 128,
      },
    ],
    [
      'Linux 6.18 (the device in the name of the chip)',
      'interrupts-6.18.txt',
      {
        'virtio0-requests': 2165,
        'virtio1-requests': 166,
        'virtio4-requests': 96,
        'virtio3-hiprio': 4,
        'virtio3-requests.0': 43,
        'virtio2-input.0': 110,
        'virtio2-output.0': 121,
      },
    ],
  ])('of %s gives the virtio handlers, all CPUs added', (_kernel, file, devices) => expect(devicesIn(file)).toEqual(devices));

  it('of a micro VM, where an ACPI handler and a queue with an underscore stand between', () => {
    const devices = devicesIn('interrupts-6.18-microvm.txt');
    expect(Object.keys(devices)).toContain('virtio0-reporting_vq');
    expect(Object.keys(devices)).toContain('HYP');
    expect(Object.keys(devices)).not.toContain('ACPI:Ged');
  });

  it('adds everything but the counters of faults', () => {
    const text =
      '           CPU0       CPU1       \n  0:         85          1   IO-APIC   2-edge      timer\nLOC:       1470       1549   Local timer interrupts\nERR:          7\n';
    expect(parseInterrupts(text)?.all).toBe(85 + 1 + 1470 + 1549);
  });

  it('has lines of Hyper-V: VMBus itself, its timer, and a device behind its PCI', () => {
    const text = `            CPU0       CPU1
 24:          5          6  Hyper-V PCIe MSI bc5a4f7e-0001:00:00.0   1-edge      virtio1-requests.0
HYP:     100200     300400   Hypervisor callback interrupts
HVS:       7000       8000   Hyper-V stimer0 interrupts
`;
    expect([...(parseInterrupts(text)?.devices ?? [])]).toEqual([
      ['virtio1-requests.0', 11],
      ['HYP', 400600],
      ['HVS', 15000],
    ]);
  });

  it('is read whatever it holds', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseInterrupts(text)));
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), { maxLength: 20 }), (rows) => {
        const lines = rows.map((row, index) => ` ${index}: ${row.join(' ')}   PCI-MSI 1-edge      virtio${index}-requests`);
        const parsed = parseInterrupts(`  CPU0 CPU1 CPU2\n${lines.join('\n')}\n`);
        const total = rows.flat().reduce((sum, count) => sum + count, 0);
        expect(parsed?.all).toBe(total);
        expect([...(parsed?.devices.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(total);
      }),
    );
  });
});

describe('/proc/stat', () => {
  it('gives context switches and processes of the machine', () => {
    const text = 'intr 8382 99 9\nctxt 5383\nbtime 1795312694\nprocesses 164\nprocs_running 3\nprocs_blocked 0\n';
    expect(parseProcStat(text)).toEqual({ contextSwitches: 5383, processes: 164 });
  });

  it('of this machine is read', () => {
    const found = parseProcStat(readFileSync('/proc/stat', 'utf8'));
    expect(found?.contextSwitches).toBeGreaterThan(found?.processes ?? Number.POSITIVE_INFINITY);
  });

  it('is read whatever it holds', () => fc.assert(fc.property(fc.string(), (text) => void parseProcStat(text))));
});

describe('a number of slots', () => {
  it.each([
    ['32768\n', 32768],
    ['0\n', 0],
    ['', null],
    ['-1\n', null],
    ['1 2\n', null],
  ])('%j is %s', (text, slots) => expect(parseSlots(text)).toBe(slots));

  it('of every size', () => fc.assert(fc.property(fc.nat(), (slots) => void expect(parseSlots(`${slots}\n`)).toBe(slots))));
});

describe('the kernel log of a pool', () => {
  const record = (text: string): string => `4,812,20177319,-;${text}\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:04.0\n`;
  const full = (bytes: number, total: number, used: number): string =>
    record(`virtio-pci 0000:00:04.0: swiotlb buffer is full (sz: ${bytes} bytes), total ${total} (slots), used ${used} (slots)`);

  it.each([
    ['an almost full pool', 262144, 524288, 523564, 'slots-exhausted'],
    ['a mapping of half a MiB, which fits into no pool', 524288, 32768, 4, 'larger-than-256-KiB'],
    ['one of two MiB', 2097152, 524288, 0, 'larger-than-256-KiB'],
    ['a small pool with too few slots left', 65536, 128, 100, 'slots-exhausted'],
    ['a pool of holes', 262144, 32768, 16000, 'no-contiguous-run'],
  ])('tells %s by its numbers: %i bytes, %i slots, %i used', (_name, bytes, total, used, cause) => {
    expect(parseRecord(full(bytes, total, used))).toEqual({ kind: 'full', device: '0000:00:04.0', cause });
  });

  it('is read as Linux 6.12 wrote it when readers of 256 KiB shared a pool of 1 MiB', () => {
    const messages = captured('kmsg-full-6.12.txt').split('\n\n').map(parseRecord);
    expect(messages).toEqual(Array(3).fill({ kind: 'full', device: '0000:00:04.0', cause: 'slots-exhausted' }));
  });

  it('tells what the rate limit held back', () => {
    expect(parseRecord('4,813,25189341,-;swiotlb_tbl_map_single: 1043 callbacks suppressed\n')).toEqual({
      kind: 'suppressed',
      times: 1043,
    });
  });

  it.each([
    record('virtio-pci 0000:00:04.0: enabling device (0000 -> 0003)'),
    '6,1,0,-;Command line: console=ttyS0 swiotlb=force',
    '4,9,1,-;net_ratelimit: 12 callbacks suppressed',
    '',
  ])('leaves other records alone: %j', (text) => expect(parseRecord(text)).toBeNull());

  it('is read whatever it holds', () => fc.assert(fc.property(fc.string(), (text) => void parseRecord(text))));

  it('is added up by device and cause', () => {
    const messages = [full(4096, 128, 128), full(4096, 128, 127), full(524288, 128, 0)].flatMap(
      (text) => parseRecord(text) ?? [],
    );
    expect(tally([...messages, { kind: 'suppressed', times: 20 }, { kind: 'suppressed', times: 1 }])).toMatchObject([
      { key: expect.stringContaining('0000:00:04.0'), subkey: 'slots-exhausted', value: 2 },
      { key: expect.stringContaining('0000:00:04.0'), subkey: 'larger-than-256-KiB', value: 1 },
      { key: null, subkey: 'suppressed', value: 21 },
    ]);
    expect(tally([])).toMatchObject([{ counter: 'full', value: 0, reason: null }]);
  });
});
