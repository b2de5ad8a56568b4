import { describe, expect, it } from 'vitest';
import { documentOf, type FolderContent, sampleText } from '../testing/folder.ts';
import { KNOWN_BUGS } from './known-bugs.ts';

const KERNEL = (release: string): FolderContent => ({
  'proc/version': `Linux version ${release} (root@439a258ad544) (gcc (GCC) 11.2.0) #1 SMP now\n`,
});
const STOCK = KERNEL('6.18.40.1-microsoft-standard-WSL2');
const ROOT = '1 0 8:80 / / rw - ext4 /dev/sdf rw\n';
const NINE_P = (letter: string, more = ''): string =>
  `2 1 0:9${letter.charCodeAt(0)} / /mnt/${letter.toLowerCase()} rw,noatime - 9p ${letter}:\\134 rw,aname=drvfs;path=${letter}:\\;uid=1000;gid=1000${more},cache=0x5,access=client,msize=65536,trans=fd,rfd=6,wfd=6\n`;
const VIRTIOFS = (letter: string): string =>
  `3 1 0:8${letter.charCodeAt(0)} / /mnt/${letter.toLowerCase()} rw,noatime - virtiofs drvfs${letter}0 rw\n`;
const mounts = (...lines: readonly string[]): FolderContent => ({ 'proc/self/mountinfo': ROOT + lines.join('') });
const wsl = (version: string, kernel = '6.18.40.1-1'): FolderContent => ({
  'commands/wsl.exe--version.txt': `WSL version: ${version}\nKernel version: ${kernel}\n`,
});
const config = (...lines: readonly string[]): FolderContent => ({ 'commands/wslconfig.txt': lines.join('\n') });
const FORCE = { 'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force' };
const POOL = { 'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force hv_pci_swiotlb=67108864' };
const SYSFS = {
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_base': '0xec000000\n',
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_size': '67108864\n',
};
const DRIVE_9P = mounts(NINE_P('C'));
const DRIVE_VIRTIOFS = mounts(VIRTIOFS('C'));
const MEMORY = (mib: number): FolderContent => ({ 'proc/meminfo': `MemTotal: ${mib * 1024} kB\n` });
const CPUS = { 'proc/cpuinfo': 'processor : 0\nprocessor : 1\n' };

async function codesOf(...parts: readonly FolderContent[]): Promise<string[]> {
  const { findings } = await documentOf(Object.assign({}, ...parts));
  return findings.map(({ code }) => code);
}

/** Each finding with a machine that has it and the nearest machine that has not. */
const CASES: readonly (readonly [string, readonly FolderContent[], readonly FolderContent[]])[] = [
  ['virtiofs-fell-back-to-9p', [STOCK, mounts(VIRTIOFS('C'), NINE_P('D'))], [STOCK, mounts(VIRTIOFS('C'), VIRTIOFS('D'))]],
  [
    'virtiofs-asked-but-not-running',
    [DRIVE_9P, config('[wsl2]', 'virtiofs=true')],
    [DRIVE_VIRTIOFS, config('[wsl2]', 'virtiofs=true')],
  ],
  [
    'virtiofs-running-but-not-asked',
    [DRIVE_VIRTIOFS, config('[wsl2]', 'memory=4GB')],
    [DRIVE_VIRTIOFS, config('[wsl2]', 'virtiofs=true')],
  ],
  ['drives-by-9p', [STOCK, DRIVE_9P], [STOCK, DRIVE_VIRTIOFS]],
  ['transport-unknown', [{ 'commands/mount.txt': 'C:\\ on /mnt/c type 9p (rw,aname=drvfs;path=C:\\Program)' }], [DRIVE_9P]],
  ['dma-pool-requested-unavailable', [STOCK, POOL], [STOCK, POOL, SYSFS]],
  ['dma-pool-shared', [STOCK, FORCE, wsl('2.7.11.0')], [STOCK, POOL, SYSFS, wsl('3.0.1.0')]],
  ['dma-pool-ignored-by-host', [STOCK, POOL, SYSFS, wsl('2.7.11.0')], [STOCK, POOL, SYSFS, wsl('2.8.9.0')]],
  ['dma-pool-needs-memory', [STOCK, FORCE, DRIVE_VIRTIOFS, MEMORY(1000)], [STOCK, FORCE, DRIVE_VIRTIOFS, MEMORY(1088)]],
  ['ext4-baseline-bounced', [STOCK, FORCE], [STOCK, { 'proc/cmdline': 'initrd=\\initrd.img' }]],
  ['config-bad-escape', [config('[wsl2]', 'kernel=C:\\Users\\me')], [config('[wsl2]', 'kernel=C:\\\\Users\\\\me')]],
  ['config-invalid-value', [config('[wsl2]', 'virtiofs=on')], [config('[wsl2]', 'virtiofs=1')]],
  ['config-duplicate', [config('[wsl2]', 'virtiofs=1', 'VirtioFS=0')], [config('[wsl2]', 'virtiofs=1')]],
  ['config-unknown-key', [{ 'etc/wsl.conf': '[boot]\nsystemctl=true' }], [{ 'etc/wsl.conf': '[boot]\nsystemd=true' }]],
  [
    'settings-not-in-effect',
    [STOCK, { 'proc/cmdline': 'initrd=\\initrd.img nr_cpus=8' }, config('[wsl2]', 'processors=4')],
    [STOCK, { 'proc/cmdline': 'initrd=\\initrd.img nr_cpus=8' }, config('[wsl2]', 'processors=8')],
  ],
  [
    'settings-not-in-effect',
    [STOCK, MEMORY(16_000), config('[wsl2]', 'memory=8GB')],
    [STOCK, MEMORY(7900), config('[wsl2]', 'memory=8GB')],
  ],
  [
    'settings-not-in-effect',
    [STOCK, config('[wsl2]', 'networkingMode=mirrored'), { 'commands/wslinfo--networking-mode.txt': 'nat' }],
    [STOCK, config('[wsl2]', 'networkingMode=virtioproxy'), { 'commands/wslinfo--networking-mode.txt': 'consomme' }],
  ],
  [
    'settings-not-in-effect',
    [STOCK, POOL, SYSFS, config('[experimental]', 'swiotlb=128MB')],
    [STOCK, POOL, SYSFS, config('[experimental]', 'swiotlb=64MB')],
  ],
  ['auto-memory-reclaim', [STOCK], [STOCK, config('[experimental]', 'autoMemoryReclaim=disabled')]],
  ['auto-memory-reclaim', [STOCK, config('[experimental]', 'autoMemoryReclaim=gradual')], [KERNEL('6.1.0-13-amd64')]],
  ['container', [STOCK, { '.dockerenv': '' }], [STOCK, { '.dockerenv': '', 'run/WSL/1_interop': '' }]],
  ['elevated-console', [mounts('3 1 0:8 / /mnt/c rw - virtiofs drvfsaC0 rw\n')], [DRIVE_VIRTIOFS]],
  [
    'emulated',
    [{ 'proc/cmdline': 'mntbench_lab=1 mntbench_accel=tcg' }],
    [{ 'proc/cmdline': 'mntbench_lab=1 mntbench_accel=kvm' }],
  ],
  [
    'high-load',
    [CPUS, { 'proc/loadavg': '1.20 0 0 1/2 3\n'.replace(' 0 0 ', ' 0.00 0.00 ') }],
    [CPUS, { 'proc/loadavg': '0.90 3.00 0.00 1/2 3\n' }],
  ],
  [
    'cpu-governor',
    [{ 'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n' }],
    [{ 'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n' }],
  ],
  [
    'no-git',
    [{ 'capture.json': '{"capturedAt":"2026-01-01T00:00:00Z","missing":{}}' }],
    [{ 'capture.json': '{"capturedAt":"2026-01-01T00:00:00Z","missing":{}}', 'commands/git--version.txt': 'git version 2.1.0' }],
  ],
  [
    'no-npm',
    [{ 'capture.json': '{"capturedAt":"2026-01-01T00:00:00Z","missing":{}}' }],
    [{ 'commands/git--version.txt': 'a folder made by hand' }],
  ],
  [
    'drive-is-network-share',
    [mounts('2 1 0:9 / /mnt/s rw - 9p x rw,aname=drvfs;path=UNC\\nas\\s;uid=0,msize=65536,trans=fd,rfd=1\n')],
    [DRIVE_9P],
  ],
  ['drive-is-bind', [mounts(NINE_P('C').replace(' / /mnt/c', ' /src /work'))], [DRIVE_9P]],
  ['unusual-msize', [mounts(NINE_P('C').replace('65536', '262144'))], [DRIVE_9P]],
  ['unusual-cache-mode', [mounts(NINE_P('C').replace('0x5', '0xf'))], [DRIVE_9P]],
  ['custom-kernel', [KERNEL('6.18.8-microsoft-standard-WSL2+')], [STOCK]],
  ['custom-kernel', [STOCK, config('[wsl2]', 'kernel=C:/bzImage')], [STOCK, config('[wsl2]', 'memory=8GB')]],
  ['kernel-is-not-the-packaged-one', [STOCK, wsl('3.0.1.0', '6.18.35.2-1')], [STOCK, wsl('3.0.1.0', '6.18.40.1-1')]],
  ['storvsc-queues-capped', [{ 'proc/cmdline': 'hv_storvsc.storvsc_max_hw_queues=4' }], [{ 'proc/cmdline': 'quiet' }]],
  ['windows-path-appended', [STOCK], [STOCK, { 'etc/wsl.conf': '[interop]\nappendWindowsPath=false' }]],
  [
    'running-as-root',
    [STOCK, { 'proc/self/status': 'Uid:\t0\t0\t0\t0\n' }],
    [STOCK, { 'proc/self/status': 'Uid:\t0\t1000\t0\t0\n' }],
  ],
  ['nothing-read', [{ 'some/file': '' }], [STOCK]],
];

describe.each(CASES)('%s', (code, having, lacking) => {
  it('is found on a machine that has it, and not on its neighbour', async () => {
    expect(await codesOf(...having)).toContain(code);
    expect(await codesOf(...lacking)).not.toContain(code);
  });
});

describe('a known bug', () => {
  it.each([
    ['known-bug-virtiofs-map-shared', [STOCK, DRIVE_VIRTIOFS, wsl('2.7.11.0')], true],
    ['known-bug-virtiofs-map-shared', [STOCK, DRIVE_VIRTIOFS, wsl('2.8.5.0')], false],
    ['known-bug-virtiofs-map-shared', [STOCK, DRIVE_9P, wsl('2.7.11.0')], false],
    ['known-bug-virtiofs-map-shared', [STOCK, DRIVE_VIRTIOFS], false],
    ['known-bug-virtiofs-append-truncate', [STOCK, DRIVE_VIRTIOFS, wsl('2.9.3.0')], true],
    ['known-bug-virtiofs-append-truncate', [STOCK, DRIVE_VIRTIOFS, wsl('2.9.4.0')], false],
    ['known-bug-virtiofs-elevation', [STOCK, DRIVE_VIRTIOFS, wsl('2.7.0.0')], true],
    ['known-bug-virtiofs-elevation', [STOCK, DRIVE_VIRTIOFS, wsl('2.7.1.0')], false],
    ['known-bug-virtiofs-one-bad-share', [STOCK, DRIVE_VIRTIOFS, wsl('2.8.12.0')], true],
    ['known-bug-virtiofs-one-bad-share', [STOCK, DRIVE_VIRTIOFS, wsl('2.9.0.0')], false],
    ['known-bug-virtiofs-statx-eio', [STOCK, DRIVE_VIRTIOFS, wsl('3.0.1.0')], true],
    ['known-bug-vm-does-not-start', [STOCK, wsl('2.7.13.0')], true],
    ['known-bug-vm-does-not-start', [STOCK, wsl('2.7.14.0')], false],
    ['known-bug-namei-panic', [KERNEL('6.18.33.2-microsoft-standard-WSL2')], true],
    ['known-bug-namei-panic', [KERNEL('6.18.40.1-microsoft-standard-WSL2')], false],
    ['known-bug-namei-panic', [KERNEL('6.6.114.1-microsoft-standard-WSL2')], false],
    ['known-bug-namei-panic', [KERNEL('6.18.35-custom')], false],
    ['known-bug-dax-livelock', [KERNEL('6.6.120.1-microsoft-standard-WSL2'), DRIVE_VIRTIOFS], true],
    ['known-bug-dax-livelock', [KERNEL('6.6.123.2-microsoft-standard-WSL2'), DRIVE_VIRTIOFS], false],
    ['known-bug-dax-livelock', [KERNEL('6.6.114.1-microsoft-standard-WSL2'), DRIVE_VIRTIOFS], false],
    ['known-bug-9p-deadlock', [STOCK, DRIVE_9P], true],
    ['known-bug-9p-deadlock', [STOCK, DRIVE_VIRTIOFS], false],
  ] as const)('%s: case %#', async (code, machine, has) => {
    expect((await codesOf(...machine)).includes(code)).toBe(has);
  });

  it('is listed once', () => {
    expect(new Set(KNOWN_BUGS.map(({ code }) => code)).size).toBe(KNOWN_BUGS.length);
  });
});

it('puts the worst first', async () => {
  const { findings } = await documentOf({ ...STOCK, ...POOL, ...DRIVE_9P });
  const ranks = findings.map(({ severity }) => ['error', 'warn', 'info'].indexOf(severity));
  expect(new Set(ranks).size).toBeGreaterThan(1);
  expect(ranks).toEqual([...ranks].sort());
});

it('gives a stock 9P machine no warning but the one about its page cache', async () => {
  const content = {
    ...STOCK,
    'proc/cmdline': await sampleText('cmdline/6.18.33.2-stable-2.7.txt'),
    'proc/self/mountinfo': await sampleText('mountinfo/9p-6.6.87.2-full.txt'),
  };
  const { findings } = await documentOf(content);
  expect(findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)).toEqual(['auto-memory-reclaim']);
});
