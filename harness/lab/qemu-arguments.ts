import type { LabConditions } from '../core/lab-conditions.ts';
import { compareVersions, versionParts } from '../core/version-order.ts';
import type { AskedContender } from './configurations.ts';
import { swiotlbParameter, usesDmaApi } from './pool.ts';

export type Accelerator = 'tcg' | 'kvm';

export interface GuestMachine {
  readonly accelerator: Accelerator;
  /** As `uname -r` says. */
  readonly release: string;
  readonly qemuVersion: readonly number[];
  readonly kernelImage: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** A person at the serial console, or a command whose output goes elsewhere. */
  readonly interactive: boolean;
  readonly pool: LabConditions['pool'];
  readonly contender: AskedContender;
}

/** Names in the boot's folder, which is QEMU's working directory: a path of the user's could hold a comma, or be too long for a socket. */
export const BOOT_FILES = {
  initramfs: 'initramfs.gz',
  serialLog: 'serial.log',
  results: 'results',
  relaySocket: 'relay.sock',
  virtiofsdSocket: 'virtiofsd.sock',
  nativeDisk: 'native.img',
  contenderDisk: 'contender.img',
  shareC: 'shares/c',
  shareD: 'shares/d',
  shareE: 'shares/e',
} as const;

/** Kernels from here on panic at boot (int3 in sched_clock_tick) under TCG with a thread per processor… */
const SELF_PATCHING_KERNEL = [6, 18];
/**
 * …of QEMU 7.2, which now and then runs code that another processor is just patching. Installing and removing probes patches too: with a
 * contender, which is in the kernel all the time, four of nine boots of 6.1 did not live to their end. 10.0 is the next version that a Debian release
 * has; those between were not tried.
 */
const QEMU_FIT_FOR_IT = [10];

/** Of diod, on the loopback of a network that only diod and QEMU are in: nobody else can have taken it. */
export const NINE_P_PORT = 5640;

/** How the guest tells its disks apart: their order is the kernel's business. At most 20 characters. */
export const DISK_SERIALS = { native: 'lab-native', contender: 'lab-contender' } as const;

/**
 * detect/cmdline.ts reads the last two: nothing else tells the lab's guests from any other QEMU guest. A kernel that lost a thread holding
 * its locks would hang until the limit of the boot: `oops=panic` ends it at once, with the cause in the serial log.
 */
function kernelCommandLine({ accelerator, pool }: GuestMachine): string {
  return `console=ttyS0 oops=panic panic=-1 quiet ${swiotlbParameter(pool)} mntbench_lab=1 mntbench_accel=${accelerator}`;
}

export function qemuArguments(machine: GuestMachine): string[] {
  const { kernelImage, cpus, memoryMiB, interactive, contender } = machine;
  const log = BOOT_FILES.serialLog;
  const threads = emulatorThreads(machine);
  const bounce = { shares: platform(machine, 'shares'), disks: platform(machine, 'disks') };
  return [
    // Without -nodefaults the network boot firmware costs seconds.
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-M', 'q35', '-cpu', processor(machine), '-smp', String(cpus)],
    ...['-accel', threads === null ? 'kvm' : `tcg,thread=${threads === 'one' ? 'single' : 'multi'}`],
    // A vhost-user server maps the guest's memory: it must be shared, and belong to a NUMA node.
    ...['-m', String(memoryMiB), '-object', `memory-backend-memfd,id=memory,size=${memoryMiB}M,share=on`],
    ...['-numa', 'node,memdev=memory'],
    ...['-chardev', interactive ? `stdio,id=serial,signal=off,logfile=${log}` : `file,id=serial,path=${log}`],
    ...['-serial', 'chardev:serial'],
    ...['-kernel', kernelImage, '-initrd', BOOT_FILES.initramfs, '-append', kernelCommandLine(machine)],
    // Neither root nor results bounce: only what is under test shares the pool.
    ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=lab-root'],
    ...['-fsdev', `local,id=results,path=${BOOT_FILES.results},security_model=none`],
    ...['-device', 'virtio-9p-pci,fsdev=results,mount_tag=lab-results'],
    // As 10.0.2.2 the guest reaches the loopback of QEMU's network, where nothing is but diod.
    ...['-netdev', 'user,id=network,ipv6=off'],
    ...['-device', 'virtio-net-pci,netdev=network,romfile='],
    ...['-chardev', `socket,id=virtiofs,path=${BOOT_FILES.relaySocket}`],
    // This device has no disable-legacy, and needs none.
    ...['-device', `vhost-user-fs-pci,chardev=virtiofs,tag=lab-virtiofs,queue-size=1024,iommu_platform=${bounce.shares}`],
    ...['-fsdev', `local,id=e,path=${BOOT_FILES.shareE},security_model=none`],
    ...['-device', `virtio-9p-pci,fsdev=e,mount_tag=lab-9p,disable-legacy=on,iommu_platform=${bounce.shares}`],
    // Its flushes reach the host's disk, as those of the shares do.
    ...disk(BOOT_FILES.nativeDisk, DISK_SERIALS.native, 'writeback', bounce.disks),
    ...(contender === null ? [] : contenderDisk(contender, bounce.disks)),
  ];
}

function platform({ pool }: GuestMachine, devices: 'shares' | 'disks'): 'on' | 'off' {
  return usesDmaApi(pool.use, devices) ? 'on' : 'off';
}

function disk(file: string, serial: string, cache: 'writeback' | 'unsafe', bounces: 'on' | 'off', limit = ''): string[] {
  return [
    ...['-drive', `file=${file},format=raw,if=none,id=${serial},cache=${cache}${limit}`],
    // On a full host QEMU would stop the guest and wait for somebody to make room; the guest is to see the error.
    ...['-device', `virtio-blk-pci,drive=${serial},serial=${serial},werror=report,disable-legacy=on,iommu_platform=${bounces}`],
  ];
}

/** Throttled by QEMU: a request that waits its turn keeps its bounce buffers, and needs no processor for it. */
function contenderDisk({ diskBytesPerSecond: most }: NonNullable<AskedContender>, bounces: 'on' | 'off'): string[] {
  const limit = most === null || most === undefined ? '' : `,throttling.bps-total=${most}`;
  return disk(BOOT_FILES.contenderDisk, DISK_SERIALS.contender, 'unsafe', bounces, limit);
}

/**
 * Under emulation these features cost and bring nothing: `rep movsb` is carried out byte by byte (large copies took two to three times
 * as long), and page tables of five levels are walked by the emulator at every miss. `mitigations=off` made no difference.
 */
function processor({ accelerator }: GuestMachine): string {
  return accelerator === 'kvm' ? 'host' : 'max,-la57,-erms,-fsrm';
}

/** Of the host, that emulate the guest's processors; null without emulation. */
export function emulatorThreads(machine: GuestMachine): NonNullable<LabConditions['emulatorThreads']> | null {
  const { accelerator, release, qemuVersion, contender } = machine;
  if (accelerator === 'kvm') return null;
  const patches = contender !== null || compareVersions(versionParts(release), SELF_PATCHING_KERNEL) >= 0;
  return patches && compareVersions(qemuVersion, QEMU_FIT_FOR_IT) < 0 ? 'one' : 'per-processor';
}

/** `QEMU emulator version 7.2.17 (Debian …)` → [7, 2, 17] */
export function parseQemuVersion(output: string): number[] {
  return versionParts(/version (\S+)/.exec(output)?.[1] ?? '');
}
