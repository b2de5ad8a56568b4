import type { Machine } from '../core/environment.ts';
import { contentOf, readText, reasonOf, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';

const MACHINE_FILES = {
  cpuModel: '/proc/cpuinfo',
  memoryBytes: '/proc/meminfo',
  loadAverages: '/proc/loadavg',
  uptimeNs: '/proc/uptime',
  governor: '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor',
  mglru: '/sys/kernel/mm/lru_gen/enabled',
  transparentHugePages: '/sys/kernel/mm/transparent_hugepage/enabled',
  clockSource: '/sys/devices/system/clocksource/clocksource0/current_clocksource',
} as const;

const VENDOR = '/sys/class/dmi/id/sys_vendor';
const PRODUCT = '/sys/class/dmi/id/product_name';
const CLOCK_SOURCES = '/sys/devices/system/clocksource/clocksource0/available_clocksource';

export interface MachineReading {
  readonly machine: Machine;
  readonly emulated: boolean | null;
}

interface Hints {
  readonly labAccelerator: string | null;
  /** `Hypervisor detected: …` of the kernel log. */
  readonly hypervisor: string | null;
  readonly storvscMaxHwQueues: number | null;
}

export async function readMachine(sources: Sources, hints: Hints, gaps: Gaps): Promise<MachineReading> {
  const names = Object.keys(MACHINE_FILES) as (keyof typeof MACHINE_FILES)[];
  const readings = new Map(
    await Promise.all(names.map(async (name) => [name, await readText(sources, MACHINE_FILES[name])] as const)),
  );
  const [vendor, product, clocks] = await Promise.all(
    [VENDOR, PRODUCT, CLOCK_SOURCES].map(async (path) => contentOf(await readText(sources, path))),
  );
  const text = (name: keyof typeof MACHINE_FILES): string => {
    const reading = readings.get(name);
    return (reading === undefined ? null : contentOf(reading)) ?? '';
  };
  const reason = (name: keyof typeof MACHINE_FILES): string => {
    const reading = readings.get(name);
    return reading === undefined ? 'not read' : reasonOf(reading, `${MACHINE_FILES[name]} does not show it`);
  };

  const cpuinfo = text('cpuModel');
  const virtualisation = hypervisorOf(`${vendor ?? ''} ${product ?? ''}`, cpuinfo, hints.hypervisor);
  const machine: Machine = {
    cpuModel: /^(?:model name|Model|cpu model)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1]?.trim() ?? null,
    cpus: countOf(cpuinfo),
    memoryBytes: kibibytes(/^MemTotal:\s+(\d{1,12}) kB$/m.exec(text('memoryBytes'))?.[1]),
    governor: word(text('governor')),
    loadAverages: loadsOf(text('loadAverages')),
    virtualisation,
    mglru: word(text('mglru')),
    transparentHugePages: /\[(\w+)\]/.exec(text('transparentHugePages'))?.[1] ?? null,
    clockSource: word(text('clockSource')),
    uptimeNs: nanoseconds(/^(\d{1,10}(?:\.\d{1,9})?)\s/.exec(text('uptimeNs'))?.[1]),
    storvscMaxHwQueues: hints.storvscMaxHwQueues,
  };
  gaps.explain('machine', machine, 'not shown', {
    ...Object.fromEntries(names.map((name) => [name, reason(name)])),
    cpus: reason('cpuModel'),
    virtualisation: reason('cpuModel'),
    storvscMaxHwQueues: null,
  });

  const emulated = emulation(hints, cpuinfo, virtualisation, clocks ?? null);
  if (emulated === null) gaps.add('emulated', reason('cpuModel'));
  return { machine, emulated };
}

/** By DMI where there is one; a virtual machine without (Firecracker) still shows the flag that hypervisors set. */
const HYPERVISORS: readonly (readonly [RegExp, string])[] = [
  [/Microsoft.*Virtual Machine|Hyper-V/i, 'hyper-v'],
  [/VMware/i, 'vmware'],
  [/innotek|VirtualBox/i, 'virtualbox'],
  [/Xen/i, 'xen'],
  [/QEMU/i, 'qemu'],
  [/Amazon EC2|Google|KVM/i, 'kvm'],
];

function hypervisorOf(dmi: string, cpuinfo: string, logged: string | null): string | null {
  const named = HYPERVISORS.find(([pattern]) => pattern.test(`${dmi} ${logged ?? ''}`))?.[1];
  if (named !== undefined) return named;
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1];
  if (flags === undefined) return null;
  return /\bhypervisor\b/.test(flags) ? 'unknown' : 'none';
}

/** TCG has no clock of KVM and no detected hypervisor; the lab says it outright. */
function emulation(hints: Hints, cpuinfo: string, virtualisation: string | null, clocks: string | null): boolean | null {
  if (hints.labAccelerator !== null) return hints.labAccelerator === 'tcg';
  if (/QEMU TCG|TCGTCGTCG/.test(cpuinfo)) return true;
  if (virtualisation === null) return null;
  const underKvm = hints.hypervisor !== null || (clocks ?? '').includes('kvm-clock');
  return virtualisation === 'qemu' && clocks !== null && !underKvm;
}

function countOf(cpuinfo: string): number | null {
  const processors = cpuinfo.match(/^processor\s*:/gm)?.length ?? 0;
  return processors === 0 ? null : processors;
}

function loadsOf(text: string): number[] | null {
  const match = /^(\d{1,6}\.\d+) (\d{1,6}\.\d+) (\d{1,6}\.\d+) /.exec(text);
  return match === null ? null : match.slice(1, 4).map(Number);
}

function kibibytes(text: string | undefined): number | null {
  return text === undefined ? null : Number(text) * 1024;
}

const NS_PER_SECOND = 1e9;

function nanoseconds(seconds: string | undefined): number | null {
  return seconds === undefined ? null : Math.round(Number(seconds) * NS_PER_SECOND);
}

function word(text: string): string | null {
  return /^\s*(\S{1,64})\s*$/.exec(text)?.[1] ?? null;
}
