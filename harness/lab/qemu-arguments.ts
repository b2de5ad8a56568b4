import { compareVersions, versionParts } from '../core/version-order.ts';

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
}

/** Names in the boot's folder, which is QEMU's working directory: a path of the user's could hold a comma, or be too long for a socket. */
export const BOOT_FILES = {
  initramfs: 'initramfs.gz',
  serialLog: 'serial.log',
  results: 'results',
  relaySocket: 'relay.sock',
  virtiofsdSocket: 'virtiofsd.sock',
  shareC: 'shares/c',
  shareD: 'shares/d',
  shareE: 'shares/e',
} as const;

/** Kernels from here on panic at boot (int3 in sched_clock_tick) under TCG with a thread per processor… */
const SELF_PATCHING_KERNEL = [6, 18];
/** …of QEMU 7.2. 10.0 is the next version that a Debian release has; those between were not tried. */
const QEMU_FIT_FOR_IT = [10];

/** detect/cmdline.ts reads both: nothing else tells the lab's guests from any other QEMU guest. */
function kernelCommandLine({ accelerator }: GuestMachine): string {
  return `console=ttyS0 panic=-1 quiet swiotlb=force mntbench_lab=1 mntbench_accel=${accelerator}`;
}

export function qemuArguments(machine: GuestMachine): string[] {
  const { kernelImage, cpus, memoryMiB, interactive } = machine;
  const log = BOOT_FILES.serialLog;
  return [
    // Without -nodefaults the network boot firmware costs seconds.
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-M', 'q35', '-cpu', 'max', '-smp', String(cpus)],
    ...['-accel', machine.accelerator === 'kvm' ? 'kvm' : `tcg,thread=${tcgThreads(machine)}`],
    // A vhost-user server maps the guest's memory: it must be shared, and belong to a NUMA node.
    ...['-m', String(memoryMiB), '-object', `memory-backend-memfd,id=memory,size=${memoryMiB}M,share=on`],
    ...['-numa', 'node,memdev=memory'],
    ...['-chardev', interactive ? `stdio,id=serial,signal=off,logfile=${log}` : `file,id=serial,path=${log}`],
    ...['-serial', 'chardev:serial'],
    ...['-kernel', kernelImage, '-initrd', BOOT_FILES.initramfs, '-append', kernelCommandLine(machine)],
    // The root does not bounce: only the mounts under test share the pool.
    ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=lab-root'],
    ...['-fsdev', `local,id=results,path=${BOOT_FILES.results},security_model=none`],
    ...['-device', 'virtio-9p-pci,fsdev=results,mount_tag=lab-results'],
    ...['-netdev', 'user,id=network', '-device', 'virtio-net-pci,netdev=network,romfile='],
    ...['-chardev', `socket,id=virtiofs,path=${BOOT_FILES.relaySocket}`],
    // This device has no disable-legacy, and needs none.
    ...['-device', 'vhost-user-fs-pci,chardev=virtiofs,tag=lab-virtiofs,queue-size=1024,iommu_platform=on'],
    ...['-fsdev', `local,id=e,path=${BOOT_FILES.shareE},security_model=none`],
    ...['-device', 'virtio-9p-pci,fsdev=e,mount_tag=lab-9p,disable-legacy=on,iommu_platform=on'],
  ];
}

function tcgThreads({ release, qemuVersion }: GuestMachine): 'single' | 'multi' {
  const patches = compareVersions(versionParts(release), SELF_PATCHING_KERNEL) >= 0;
  return patches && compareVersions(qemuVersion, QEMU_FIT_FOR_IT) < 0 ? 'single' : 'multi';
}

/** `QEMU emulator version 7.2.17 (Debian …)` → [7, 2, 17] */
export function parseQemuVersion(output: string): number[] {
  return versionParts(/version (\S+)/.exec(output)?.[1] ?? '');
}
