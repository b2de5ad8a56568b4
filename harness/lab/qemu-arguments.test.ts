import { expect, it } from 'vitest';
import { swiotlbParameter } from './pool.ts';
import { type GuestMachine, parseQemuVersion, qemuArguments } from './qemu-arguments.ts';

const MACHINE: GuestMachine = {
  accelerator: 'tcg',
  release: '6.1.0-41-amd64',
  qemuVersion: [7, 2, 17],
  kernelImage: '/kernels/vmlinuz',
  cpus: 2,
  memoryMiB: 1024,
  interactive: false,
  pool: { use: 'shared', slots: null, areas: null },
  contender: null,
};
const READER = { operation: 'read', askedShare: 1, diskBytesPerSecond: null } as const;

function accelerator(change: Partial<GuestMachine>): string | undefined {
  const args = qemuArguments({ ...MACHINE, ...change });
  return args[args.indexOf('-accel') + 1];
}

it('is one list of arguments, with every mount under test behind the pool and the root beside it', () => {
  expect(qemuArguments(MACHINE).join(' ').replaceAll(' -', '\n-')).toMatchInlineSnapshot(`
    "-nodefaults
    -display none
    -no-reboot
    -M q35
    -cpu max,-la57,-erms,-fsrm
    -smp 2
    -accel tcg,thread=multi
    -m 1024
    -object memory-backend-memfd,id=memory,size=1024M,share=on
    -numa node,memdev=memory
    -chardev file,id=serial,path=serial.log
    -serial chardev:serial
    -kernel /kernels/vmlinuz
    -initrd initramfs.gz
    -append console=ttyS0 oops=panic panic=-1 quiet swiotlb=force mntbench_lab=1 mntbench_accel=tcg
    -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap
    -device virtio-9p-pci,fsdev=root,mount_tag=lab-root
    -fsdev local,id=results,path=results,security_model=none
    -device virtio-9p-pci,fsdev=results,mount_tag=lab-results
    -netdev user,id=network,ipv6=off
    -device virtio-net-pci,netdev=network,romfile=
    -chardev socket,id=virtiofs,path=relay.sock
    -device vhost-user-fs-pci,chardev=virtiofs,tag=lab-virtiofs,queue-size=1024,iommu_platform=on
    -fsdev local,id=e,path=shares/e,security_model=none
    -device virtio-9p-pci,fsdev=e,mount_tag=lab-9p,disable-legacy=on,iommu_platform=on
    -drive file=native.img,format=raw,if=none,id=lab-native,cache=writeback
    -device virtio-blk-pci,drive=lab-native,serial=lab-native,werror=report,disable-legacy=on,iommu_platform=on"
  `);
});

it.each([
  ['shared', 'on', 'on'],
  ['private', 'on', 'off'],
  ['none', 'on', 'on'],
] as const)(
  'has a contender on a disk of its own; pool %s: shares go through the DMA API: %s, disks: %s',
  (use, shares, disks) => {
    const args = qemuArguments({ ...MACHINE, contender: READER, pool: { use, slots: null, areas: null } });
    const platform = (kind: RegExp): string[] =>
      args.filter((argument) => kind.test(argument)).map((argument) => /iommu_platform=(\w+)/.exec(argument)?.[1] ?? 'missing');
    expect(platform(/^vhost-user-fs|tag=lab-9p/)).toEqual([shares, shares]);
    expect(platform(/^virtio-blk/)).toEqual([disks, disks]);
  },
);

it('limits the disk of a contender that is to hold bounce buffers and no processor', () => {
  const drives = (diskBytesPerSecond: number | null): string[] =>
    qemuArguments({ ...MACHINE, contender: { ...READER, diskBytesPerSecond } }).filter((word) =>
      word.startsWith('file=contender'),
    );
  const plain = 'file=contender.img,format=raw,if=none,id=lab-contender,cache=unsafe';
  expect([drives(null), drives(2 ** 25)]).toEqual([[plain], [`${plain},throttling.bps-total=33554432`]]);
});

it.each([
  ['the default pool', { use: 'shared', slots: null, areas: null }, 'swiotlb=force'],
  ['slots', { use: 'private', slots: 1024, areas: null }, 'swiotlb=1024,force'],
  ['areas', { use: 'shared', slots: null, areas: 4 }, 'swiotlb=,4,force'],
  ['both', { use: 'shared', slots: 1024, areas: 1 }, 'swiotlb=1024,1,force'],
  ['no bouncing', { use: 'none', slots: null, areas: null }, 'swiotlb=noforce'],
] as const)('asks the kernel for the pool: %s', (_name, pool, expected) => {
  expect(swiotlbParameter(pool)).toBe(expected);
});

it('leaves out what costs only an emulator, and nothing of a real processor', () => {
  const processor = (accelerator: 'tcg' | 'kvm'): string | undefined => {
    const args = qemuArguments({ ...MACHINE, accelerator });
    return args[args.indexOf('-cpu') + 1];
  };
  expect([processor('tcg'), processor('kvm')]).toEqual(['max,-la57,-erms,-fsrm', 'host']);
});

it.each([
  ['6.1 under QEMU 7.2', { release: '6.1.0-41-amd64', qemuVersion: [7, 2, 17] }, 'tcg,thread=multi'],
  ['6.12 under QEMU 7.2', { release: '6.12.95+deb12-amd64', qemuVersion: [7, 2, 17] }, 'tcg,thread=multi'],
  ['6.18 under QEMU 7.2', { release: '6.18.15+deb13-amd64', qemuVersion: [7, 2, 17] }, 'tcg,thread=single'],
  ['7.0 under QEMU 7.2', { release: '7.0.3-amd64', qemuVersion: [7, 2, 17] }, 'tcg,thread=single'],
  ['6.18 under QEMU 10', { release: '6.18.15+deb13-amd64', qemuVersion: [10, 0, 2] }, 'tcg,thread=multi'],
  ['6.18 under an unknown QEMU', { release: '6.18.15+deb13-amd64', qemuVersion: [] }, 'tcg,thread=single'],
  ['6.1 with a contender under QEMU 7.2', { contender: READER, qemuVersion: [7, 2, 17] }, 'tcg,thread=single'],
  ['6.1 with a contender under QEMU 10', { contender: READER, qemuVersion: [10, 0, 2] }, 'tcg,thread=multi'],
  ['KVM', { accelerator: 'kvm', release: '6.18.15+deb13-amd64' }, 'kvm'],
] as const)('chooses the threads of the emulator: %s', (_name, change, expected) => {
  expect(accelerator(change)).toBe(expected);
});

it('leaves the terminal to a person, and keeps the serial log either way', () => {
  expect(qemuArguments({ ...MACHINE, interactive: true })).toContain('stdio,id=serial,signal=off,logfile=serial.log');
  expect(qemuArguments(MACHINE)).toContain('file,id=serial,path=serial.log');
});

it('reads the version that QEMU prints', () => {
  expect(parseQemuVersion('QEMU emulator version 7.2.17 (Debian 1:7.2+dfsg-7+deb12u13)\n')).toEqual([7, 2, 17]);
  expect(parseQemuVersion('')).toEqual([]);
});
