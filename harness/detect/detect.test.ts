import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Environment, environmentSchema } from '../core/environment.ts';
import { UserError } from '../core/errors.ts';
import { detect } from './detect.ts';
import { readMountStateSync } from './mount-state.ts';
import { folderSources } from './sources/folder.ts';
import { liveSources } from './sources/live.ts';
import { COMMAND_NAMES } from './sources/sources.ts';
import { documentOf, type FolderContent, folderWith, sample } from './testing/folder.ts';

/** Null parts that mean "there is none" by the comments of the schema, not "unreadable". */
const NULL_IS_AN_ANSWER = new Set([
  'cmdline.nrCpus',
  'cmdline.hvPciSwiotlbBytes',
  'machine.storvscMaxHwQueues',
  'dmaPool.sizeBytes',
]);

function unexplained(document: Environment): string[] {
  const paths = document.unavailable.map(({ path }) => path);
  const isExplained = (path: string): boolean => paths.some((known) => path === known || path.startsWith(`${known}.`));
  const {
    bootId,
    elevated,
    emulated,
    capturedAt,
    wsl,
    wslFrom,
    kernelLog,
    mountsFrom,
    kernel,
    kernelBuild,
    cmdline,
    dmaPool,
    machine,
    tools,
  } = document;
  const single = Object.entries({ bootId, elevated, emulated, capturedAt, wsl, wslFrom, kernelLog, mountsFrom });
  const nested = Object.entries({
    kernel,
    kernelBuild,
    cmdline,
    dmaPool,
    machine,
    tools,
    ...(wsl === null ? {} : { wsl }),
  }).flatMap(([section, record]) => Object.entries(record).map(([key, value]) => [`${section}.${key}`, value] as const));
  return [...single, ...nested]
    .filter(([path, value]) => value === null && !NULL_IS_AN_ANSWER.has(path) && !isExplained(path))
    .map(([path]) => path);
}

describe('any document', () => {
  it('of an empty folder is valid, unknown all over, and says why', async () => {
    const document = environmentSchema.parse(await documentOf({}));
    expect(document).toMatchObject({
      platform: 'linux',
      wsl: null,
      dmaPool: { state: 'unknown' },
      mounts: [],
      mountsFrom: null,
      source: 'folder',
    });
    expect(unexplained(document)).toEqual([]);
    expect(document.findings[0]).toMatchObject({ code: 'nothing-read', severity: 'error' });
    expect(document.unavailable.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['mounts', 'kernel.release', 'wsl', 'dmaPool.state']),
    );
  });

  it('of this machine is valid, says why anything is null, and comes soon', async () => {
    const start = performance.now();
    const document = environmentSchema.parse(await detect(liveSources()));
    expect(performance.now() - start).toBeLessThan(5000);
    expect(unexplained(document)).toEqual([]);
    expect(document.source).toBe('live');
    expect(document.mounts.some(({ mountPoint }) => mountPoint === '/')).toBe(true);
    expect(document.kernel.release).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(document.tools.node).toBe(process.version.slice(1));
    expect(document.machine.cpus).toBeGreaterThan(0);
    expect(document.findings.map(({ code }) => code)).not.toContain('nothing-read');
  });

  it('has the same mounts and boot as the quick look that a run takes', async () => {
    const { mounts, bootId } = await detect(liveSources());
    expect(readMountStateSync()).toEqual({ mounts, bootId });
  });
});

/** Every place that is read, so that noise reaches every parser. */
const PLACES = [
  'proc/self/mountinfo',
  'proc/mounts',
  'proc/version',
  'proc/cmdline',
  'proc/cpuinfo',
  'proc/meminfo',
  'proc/loadavg',
  'proc/uptime',
  'proc/self/status',
  'proc/config.gz',
  'proc/sys/kernel/osrelease',
  'proc/sys/kernel/random/boot_id',
  'proc/sys/fs/binfmt_misc/WSLInterop',
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_base',
  'sys/bus/vmbus/drivers/hv_pci/swiotlb_size',
  'sys/kernel/debug/swiotlb/io_tlb_nslabs',
  'sys/kernel/mm/lru_gen/enabled',
  'sys/kernel/mm/transparent_hugepage/enabled',
  'run/wsl/virtiofs/f8407c95-93b2-4c1e-8a55-0123456789ab',
  'etc/wsl.conf',
  'mnt/c/Users/me/.wslconfig',
  'capture.json',
  ...COMMAND_NAMES.map((name) => `commands/${name}.txt`),
];

const TYPICAL = [
  'mountinfo/9p-6.6.87.2-full.txt',
  'mountinfo/9p-5.x-docker-host-space.txt',
  'reconstructed/mountinfo-virtiofs-aggregate.txt',
  'proc-mounts/9p-6.18-manual-remount.txt',
  'mount/virtio9p-full.txt',
  'proc-version/6.18.40.1.txt',
  'reconstructed/cmdline-pool.txt',
  'wsl-version/zh-TW-2.4.11.0.txt',
  'reconstructed/wsl-version-zh-CN-2.5.7.0.utf16le.bin',
  'reconstructed/wslconfig-bad-lines.txt',
  'dmesg/5.15.146.1-excerpt.txt',
];

describe('whatever a folder holds', () => {
  it('the document is valid and its nulls are explained', async () => {
    const samples = await Promise.all(TYPICAL.map(sample));
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
      // Real text, cut anywhere and with a byte changed.
      fc
        .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }))
        .map(([bytes, cut, at, value]) => {
          const copy = Buffer.from(bytes.subarray(0, cut % (bytes.length + 1)));
          if (copy.length > 0) copy[at % copy.length] = value;
          return copy;
        }),
    );
    const folders = fc.dictionary(fc.constantFrom(...PLACES), content, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(folders, async (folder) => {
        const document = environmentSchema.parse(await documentOf(folder));
        expect(unexplained(document)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('10 MB of garbage everywhere costs seconds, not the program', async () => {
    const garbage = Buffer.alloc(10_000_000, 'x - 9p \\134 aname=;,"\n');
    const places = PLACES.filter((place) => place !== 'capture.json').slice(0, 24);
    const document = environmentSchema.parse(await documentOf(Object.fromEntries(places.map((place) => [place, garbage]))));
    expect(document.mounts).toEqual([]);
  }, 60_000);

  it('no more of a file is read than the bound', async () => {
    await using folder = await folderWith({ 'proc/version': Buffer.alloc(10_000_000, 'x') });
    const reading = await (await folderSources(folder.path)).bytes('/proc/version');
    expect(reading.status === 'read' ? reading.value.length : null).toBe(4 * 1024 * 1024);
  });

  it('a gzip bomb is not unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect((await documentOf({ 'proc/config.gz': bomb })).kernelBuild.lto).toBeNull();
  });

  it('a pipe, a directory in place of a file and a loop of links do not stop it', async () => {
    await using folder = await folderWith({ 'proc/version': await sample('proc-version/6.6.87.2.txt') });
    await mkdir(join(folder.path, 'proc/cmdline'), { recursive: true });
    await mkdir(join(folder.path, 'proc/self'), { recursive: true });
    execFileSync('mkfifo', [join(folder.path, 'proc/self/mountinfo')]);
    await symlink('loop', join(folder.path, 'proc/loop'));
    await symlink('loop', join(folder.path, 'proc/mounts'));
    const document = await detect(await folderSources(folder.path));
    expect(document.kernel.release).toBe('6.6.87.2-microsoft-standard-WSL2');
    expect(document.mountsFrom).toBeNull();
    expect(document.unavailable.find(({ path }) => path === 'mounts')?.reason).toMatch(/no regular file/);
  });

  it('links of tags may be symbolic', async () => {
    await using folder = await folderWith({ 'proc/self/mountinfo': await sample('reconstructed/mountinfo-virtiofs-guid.txt') });
    await mkdir(join(folder.path, 'run/wsl/virtiofs'), { recursive: true });
    await symlink('C:\\', join(folder.path, 'run/wsl/virtiofs/f8407c95-93b2-4c1e-8a55-0123456789ab'));
    const { mounts } = await detect(await folderSources(folder.path));
    expect(mounts.find(({ mountPoint }) => mountPoint === '/mnt/c')?.windowsPath).toBe('C:\\');
  });
});

describe('the folder of --from', () => {
  it('must exist', async () => {
    await expect(folderSources('/nowhere/at/all')).rejects.toThrow(UserError);
  });

  it('must be a folder', async () => {
    await using folder = await folderWith({ file: '' });
    await expect(folderSources(join(folder.path, 'file'))).rejects.toThrow(/which is a file/);
    await expect(folderSources(join(folder.path, 'file/below'))).rejects.toThrow(UserError);
  });

  it('may have a broken manifest', async () => {
    for (const text of ['', '{', 'null', '{"capturedAt":5,"missing":{}}', '{"missing":{"__proto__":1}}']) {
      expect((await documentOf({ 'capture.json': text })).capturedAt).toBeNull();
    }
  });
});

describe('platform', () => {
  const mountinfo = (...rights: readonly string[]): string =>
    rights.map((right, index) => `${index + 1} 1 0:${index + 9} / ${right}`).join('\n');
  const microsoft = 'Linux version 6.6.87.2-microsoft-standard-WSL2 (root@439a258ad544) (gcc) #1 SMP\n';
  const cases: readonly (readonly [string, FolderContent, Environment['platform']])[] = [
    ['the lab’s word on the command line', { 'proc/cmdline': 'console=ttyS0 mntbench_lab=1', 'proc/version': microsoft }, 'lab'],
    ['no sign at all', { 'proc/version': 'Linux version 6.1.0-13-amd64 (a@b) (gcc) #1 SMP', '.dockerenv': '' }, 'linux'],
    ['a Microsoft kernel and /.dockerenv', { 'proc/version': microsoft, '.dockerenv': '' }, 'container-in-wsl'],
    [
      'a Microsoft kernel and an overlay root',
      { 'proc/version': microsoft, 'proc/self/mountinfo': mountinfo('/ rw - overlay overlay rw') },
      'container-in-wsl',
    ],
    [
      'an overlay root, but interop (the system distribution of WSLg)',
      {
        'proc/version': microsoft,
        'proc/self/mountinfo': mountinfo('/ rw - overlay none rw'),
        'proc/sys/fs/binfmt_misc/WSLInterop': 'enabled\ninterpreter /init\n',
      },
      'wsl2',
    ],
    [
      'a custom kernel with /run/WSL',
      { 'proc/version': 'Linux version 7.2.6-mine (a@b) (clang) #1', 'run/WSL/1_interop': '' },
      'wsl2',
    ],
    ['an lxfs root', { 'proc/self/mountinfo': mountinfo('/ rw - lxfs rootfs rw') }, 'wsl1'],
    ['wslinfo', { 'commands/wslinfo--networking-mode.txt': 'wsl1' }, 'wsl1'],
  ];
  it.each(cases)('told by %s', async (_, content, platform) => {
    expect((await documentOf(content)).platform).toBe(platform);
  });
});

describe('machine', () => {
  it('is read from /proc and /sys', async () => {
    const { machine, elevated, bootId, tools, emulated } = await documentOf({
      'proc/cpuinfo':
        'processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\nmodel name\t: Some CPU\n',
      'proc/meminfo': 'MemTotal:        8123456 kB\nMemFree: 1 kB\n',
      'proc/loadavg': '0.52 0.58 0.59 1/500 1234\n',
      'proc/uptime': '909.35 1788.74\n',
      'proc/self/status': 'Name:\tnode\nUid:\t1000\t0\t0\t0\n',
      'proc/sys/kernel/random/boot_id': '6acc1190-d84e-4b50-9405-ff2d9f9d29a9\n',
      'sys/kernel/mm/lru_gen/enabled': '0x0007\n',
      'sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
      'sys/devices/system/clocksource/clocksource0/current_clocksource': 'hyperv_clocksource_tsc_page\n',
      'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
      'commands/git--version.txt': 'git version 2.39.5\n',
      'commands/npm--version.txt': '11.19.1\n',
    });
    expect(machine).toEqual({
      cpuModel: 'Some CPU',
      cpus: 2,
      memoryBytes: 8_123_456 * 1024,
      governor: 'powersave',
      loadAverages: [0.52, 0.58, 0.59],
      virtualisation: 'unknown',
      mglru: '0x0007',
      transparentHugePages: 'madvise',
      clockSource: 'hyperv_clocksource_tsc_page',
      uptimeNs: 909_350_000_000,
      storvscMaxHwQueues: null,
    });
    expect({ elevated, bootId, tools, emulated }).toEqual({
      elevated: true,
      bootId: '6acc1190-d84e-4b50-9405-ff2d9f9d29a9',
      tools: { node: null, npm: '11.19.1', git: '2.39.5' },
      emulated: false,
    });
  });

  const QEMU = { 'sys/class/dmi/id/sys_vendor': 'QEMU\n', 'proc/cpuinfo': 'processor\t: 0\nflags\t\t: hypervisor\n' };
  const CLOCKS = 'sys/devices/system/clocksource/clocksource0/available_clocksource';
  const accelerators: readonly (readonly [string, FolderContent, boolean | null])[] = [
    ['QEMU without a clock of KVM', { ...QEMU, [CLOCKS]: 'tsc hpet acpi_pm\n' }, true],
    ['QEMU with a clock of KVM', { ...QEMU, [CLOCKS]: 'kvm-clock tsc\n' }, false],
    ['the lab’s word for TCG', { 'proc/cmdline': 'mntbench_lab=1 mntbench_accel=tcg' }, true],
    ['the lab’s word for KVM', { ...QEMU, [CLOCKS]: 'tsc', 'proc/cmdline': 'mntbench_lab=1 mntbench_accel=kvm' }, false],
    ['nothing readable', {}, null],
  ];
  it.each(accelerators)('emulation is told by %s', async (_, content, emulated) => {
    expect((await documentOf(content)).emulated).toBe(emulated);
  });

  it('shows how the kernel was built', async () => {
    const { gzipSync } = await import('node:zlib');
    const { kernelBuild } = await documentOf({
      'proc/version': 'Linux version 7.2.6-x (me@box) (Ubuntu clang version 18.1.3 (1), Ubuntu LLD 18.1.3) #1 SMP\n',
      'proc/config.gz': gzipSync(
        'CONFIG_HZ=1000\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_AUTOFDO_CLANG=y\n# CONFIG_CONTIG_ALLOC is not set\n',
      ),
    });
    expect(kernelBuild).toEqual({
      compiler: 'Ubuntu clang version 18.1.3 (1), Ubuntu LLD 18.1.3',
      family: 'clang',
      lto: 'thin',
      profileGuided: true,
      hz: 1000,
      contigAlloc: false,
    });
  });
});

it('finds the .wslconfig of the user whom Windows names, on whatever mount holds C:', async () => {
  await using folder = await folderWith({
    'proc/self/mountinfo': '1 2 0:3 / /drives/c rw - 9p C:\\134 rw,aname=drvfs;path=C:\\,trans=fd,rfd=3\n',
    'commands/cmd.exe-userprofile.txt': 'C:\\Users\\Jane Doe\r\n',
  });
  for (const [name, text] of [
    ['Jane Doe', '[wsl2]\nvirtiofs=true'],
    ['Other', '[wsl2]\nvirtiofs=false'],
  ] as const) {
    await mkdir(join(folder.path, 'drives/c/Users', name), { recursive: true });
    await writeFile(join(folder.path, 'drives/c/Users', name, '.wslconfig'), text);
  }
  const document = await detect(await folderSources(folder.path));
  expect(document.settings.wslconfig.map(({ path }) => path)).toEqual(['/drives/c/Users/Jane Doe/.wslconfig']);
  expect(document.findings.map(({ code }) => code)).toContain('virtiofs-asked-but-not-running');
});

it('reports every .wslconfig when nobody says whose it is', async () => {
  const { settings, findings, unavailable } = await documentOf({
    'mnt/c/Users/a/.wslconfig': '[wsl2]\nvirtiofs=true',
    'mnt/c/Users/b/.wslconfig': '[wsl2]\nvirtiofs=false',
  });
  expect(settings.wslconfig).toHaveLength(2);
  expect(settings.asked).toBeNull();
  expect(unavailable.map(({ path }) => path)).toContain('settings.asked');
  expect(findings.map(({ code }) => code)).toContain('several-wslconfig');
});
