import { describe, expect, it } from 'vitest';
import type { Environment } from '../core/environment.ts';
import type { Mount } from '../core/mount.ts';
import { findMount } from '../mounts/find-mount.ts';
import { documentOf, type FolderContent, sample, sampleText } from './testing/folder.ts';

type Expected = Partial<Mount>;

interface Case {
  readonly file: string;
  readonly entries: number;
  readonly platform: Environment['platform'];
  readonly drives: Readonly<Record<string, Expected>>;
  readonly internal?: readonly string[];
  readonly root?: string;
  readonly resolve?: Readonly<Record<string, string>>;
  readonly links?: boolean;
}

const drive = (letter: string, more: Expected): Expected => ({ windowsPath: `${letter}:\\`, role: 'windows', ...more });
const SOCKET: Expected = {
  transport: '9p-socket',
  fstype: '9p',
  trans: 'fd',
  aname: 'drvfs',
  msize: 65_536,
  cache: 'mmap',
  readOnly: false,
};
const VIRTIO: Expected = { ...SOCKET, transport: '9p-virtio', trans: 'virtio', msize: 262_144, cacheRaw: 'mmap', dirsync: true };
const OLD: Expected = { ...SOCKET, cacheRaw: 'mmap', dirsync: true };
const K66: Expected = { ...SOCKET, cacheRaw: 'cache=5', dirsync: false };
const K618: Expected = { ...SOCKET, cacheRaw: 'cache=0x5', dirsync: false };
const USER: Expected = { uid: 1000, gid: 1000, metadata: false };
const DOCKER_RESOURCES: Expected = {
  windowsPath: 'C:\\Program Files\\Docker\\Docker\\resources',
  role: 'windows',
  optionsTruncated: false,
};
const DRVFS: Expected = { transport: 'drvfs', fstype: 'drvfs', readOnly: false };
const VIRTIOFS: Expected = { transport: 'virtiofs', msize: null, cache: null, uid: null, gid: null };
const GUID_C = 'f8407c95-93b2-4c1e-8a55-0123456789ab';
const GUID_D = '0d2a1b6e-7c11-4a53-9d0e-fedcba987654';

const CASES: readonly Case[] = [
  {
    file: 'mountinfo/9p-6.6.87.2-full.txt',
    entries: 35,
    platform: 'wsl2',
    drives: Object.fromEntries(
      ['C', 'D', 'E', 'F'].map((letter) => [`/mnt/${letter.toLowerCase()}`, drive(letter, { ...K66, ...USER, subPath: '/' })]),
    ),
    internal: ['/usr/lib/wsl/drivers'],
    root: 'ext4',
    resolve: {
      '/mnt/c/src/repo': '/mnt/c',
      '/home/user/repo': '/',
      '/mnt/cache/x': '/',
      '/mnt/wslg/distro/etc': '/mnt/wslg/distro',
      '/run/user/1000/bus': '/run/user/1000',
      '/dev/shm/t': '/dev/shm',
      '/usr/lib/wsl/drivers/a': '/usr/lib/wsl/drivers',
      '/mnt': '/',
    },
  },
  {
    file: 'mountinfo/9p-6.18-docker-desktop-bind.txt',
    entries: 1,
    platform: 'container-in-wsl',
    drives: {
      '/home/user/lab': {
        ...K618,
        windowsPath: 'D:\\course\\day20-project',
        subPath: '/course/day20-project',
        uid: 0,
        gid: 0,
        metadata: true,
        symlinkRoot: '/mnt/host/',
      },
    },
  },
  {
    file: 'mountinfo/9p-5.x-docker-host-space.txt',
    entries: 3,
    platform: 'wsl2',
    drives: { '/Docker/host': { ...OLD, ...DOCKER_RESOURCES }, '/mnt/c': drive('C', { ...OLD, ...USER }) },
  },
  {
    file: 'mountinfo/virtio9p-docker-host-space.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/Docker/host': { ...VIRTIO, ...DOCKER_RESOURCES, source: 'drvfs' } },
  },
  {
    file: 'proc-mounts/9p-6.18-tail-cut.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/vault': drive('D', { ...K618, ...USER, transport: null, trans: null, optionsTruncated: true, subPath: null }) },
  },
  {
    file: 'proc-mounts/9p-5.15-docker-host-space.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/Docker/host': { ...OLD, ...DOCKER_RESOURCES } },
  },
  {
    file: 'proc-mounts/9p-6.18-manual-remount.txt',
    entries: 4,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...K618, ...USER }), '/mnt/f': drive('F', { ...K618, ...USER, source: 'F:' }) },
  },
  {
    file: 'mount/9p-6.6.114.1-full.txt',
    entries: 38,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...K66, ...USER }), '/mnt/d': drive('D', { ...K66, ...USER }) },
    internal: ['/usr/lib/wsl/drivers'],
    root: 'ext4',
    resolve: {
      '/mnt/c/Users': '/mnt/c',
      '/snap/code/235/bin': '/snap/code/235',
      '/home/u': '/',
      '/mnt/wslg/doc/x': '/mnt/wslg/doc',
    },
  },
  {
    file: 'mount/virtio9p-full.txt',
    entries: 22,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...VIRTIO, ...USER }) },
    internal: ['/usr/lib/wsl/drivers'],
    root: 'ext4',
    resolve: { '/mnt/c/Users': '/mnt/c', '/home/u': '/' },
  },
  { file: 'mount/virtio9p-lkml.txt', entries: 1, platform: 'wsl2', drives: { '/mnt/c': drive('C', { ...VIRTIO, ...USER }) } },
  {
    file: 'mount/9p-5.15-with-drivers.txt',
    entries: 2,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...OLD, ...USER }) },
    internal: ['/usr/lib/wsl/drivers'],
  },
  {
    file: 'mount/9p-6.6.114.1-wsl-2.7.0.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...K66, ...USER }) },
  },
  {
    file: 'mount/9p-19041-manual.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...OLD, uid: null, gid: null, symlinkRoot: '/' }) },
  },
  { file: 'mount/ext4-root.txt', entries: 1, platform: 'linux', drives: {}, root: 'ext4' },
  {
    file: 'mount/virtiofs-2.7.0-c.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...VIRTIOFS, source: 'drvfsC0', tagKind: 'letter' }) },
  },
  {
    file: 'mount/9p-6.6-docker-container.txt',
    entries: 6,
    platform: 'container-in-wsl',
    drives: { '/host_root': drive('C', { ...K66, uid: 0, gid: 0, metadata: true, symlinkRoot: '/mnt/host/' }) },
  },
  {
    file: 'mount/wsl1-2018-two-drives.txt',
    entries: 2,
    platform: 'wsl1',
    drives: { '/mnt/c': drive('C', DRVFS), '/mnt/z': drive('Z', DRVFS) },
  },
  {
    file: 'mount/wsl1-2022-wslfs.txt',
    entries: 3,
    platform: 'wsl1',
    drives: { '/mnt/c': drive('C', { ...DRVFS, uid: 1000, gid: 1000, caseMode: 'off' }) },
    root: 'wslfs',
  },
  {
    file: 'mount/wsl1-2018-metadata-ro.txt',
    entries: 4,
    platform: 'wsl1',
    drives: {
      '/mnt/c': drive('C', { ...DRVFS, uid: 0, gid: 0, metadata: true }),
      '/mnt/f': drive('F', { ...DRVFS, uid: 0, gid: 0, metadata: true }),
      '/mnt/e': drive('E', { ...DRVFS, uid: null, metadata: false }),
      '/mnt/d': drive('D', { ...DRVFS, readOnly: true, caseMode: 'off' }),
    },
  },
  {
    file: 'mount/9p-early-wsl2-tools-lib.txt',
    entries: 17,
    platform: 'wsl2',
    drives: { '/mnt/c': drive('C', { ...OLD, ...USER }) },
    internal: ['/init', '/usr/lib/wsl/drivers', '/usr/lib/wsl/lib'],
    root: 'ext4',
    resolve: { '/init': '/init', '/mnt/c/a': '/mnt/c' },
  },
  { file: 'mount/wslg-only-2025.txt', entries: 5, platform: 'wsl2', drives: {} },
  {
    file: 'mount/virtio9p-docker-host-cut.txt',
    entries: 1,
    platform: 'wsl2',
    drives: {
      '/Docker/host': {
        transport: null,
        trans: null,
        windowsPath: null,
        msize: null,
        cache: null,
        dirsync: true,
        optionsTruncated: true,
      },
    },
  },
  {
    file: 'reconstructed/mountinfo-virtiofs-guid.txt',
    entries: 5,
    platform: 'wsl2',
    links: true,
    drives: {
      '/mnt/c': drive('C', { ...VIRTIOFS, source: GUID_C, tagKind: 'guid' }),
      '/mnt/d': drive('D', { ...VIRTIOFS, source: GUID_D, tagKind: 'guid' }),
    },
    internal: ['/usr/lib/wsl/drivers'],
    root: 'ext4',
  },
  {
    file: 'reconstructed/mountinfo-virtiofs-aggregate.txt',
    entries: 7,
    platform: 'wsl2',
    links: true,
    drives: {
      '/mnt/c': drive('C', { ...VIRTIOFS, source: 'drvfs', tagKind: 'aggregate', subPath: `/${GUID_C}` }),
      '/mnt/d': drive('D', { ...VIRTIOFS, source: 'drvfs', tagKind: 'aggregate', subPath: `/${GUID_D}` }),
      '/home/u/repo': { ...VIRTIOFS, tagKind: 'aggregate', subPath: `/${GUID_C}/src/repo`, windowsPath: 'C:\\src\\repo' },
    },
    internal: ['/run/wsl/virtiofs-mounts/drvfs', '/usr/lib/wsl/drivers'],
    root: 'ext4',
  },
  {
    file: 'reconstructed/mountinfo-virtiofs-fallback-9p.txt',
    entries: 3,
    platform: 'wsl2',
    links: true,
    drives: { '/mnt/c': drive('C', { ...VIRTIOFS, tagKind: 'guid' }), '/mnt/d': drive('D', { ...K618, ...USER }) },
    root: 'ext4',
  },
  {
    file: 'reconstructed/mountinfo-9p-unc.txt',
    entries: 1,
    platform: 'wsl2',
    drives: { '/mnt/share': { ...K618, windowsPath: '\\\\server\\share one' } },
  },
];

async function folderFor({ file, links }: Case): Promise<FolderContent> {
  const place = file.startsWith('mount/')
    ? 'commands/mount.txt'
    : file.startsWith('proc-mounts/')
      ? 'proc/mounts'
      : 'proc/self/mountinfo';
  return { [place]: await sample(file), ...(links === true ? await linkFiles() : {}) };
}

async function linkFiles(): Promise<FolderContent> {
  const lines = (await sampleText('reconstructed/virtiofs-tag-links.txt')).trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => line.split(' -> ')).map(([name, target]) => [`run/wsl/virtiofs/${name}`, `${target}\n`]),
  );
}

const named = (mounts: readonly Mount[], role: Mount['role']): readonly Mount[] => mounts.filter((mount) => mount.role === role);

describe.each(CASES)('doctor of a folder with only $file', (sampleCase) => {
  it('reads the mounts, the platform and where paths lie', async () => {
    const document = await documentOf(await folderFor(sampleCase));
    expect(document.mounts).toHaveLength(sampleCase.entries);
    expect(document.platform).toBe(sampleCase.platform);
    const drives = Object.fromEntries(named(document.mounts, 'windows').map((mount) => [mount.mountPoint, mount]));
    expect(Object.keys(drives).sort()).toEqual(Object.keys(sampleCase.drives).sort());
    expect(drives).toMatchObject(sampleCase.drives);
    expect(
      named(document.mounts, 'wsl-internal')
        .map((mount) => mount.mountPoint)
        .sort(),
    ).toEqual([...(sampleCase.internal ?? [])].sort());
    expect(document.mounts.findLast((mount) => mount.mountPoint === '/')?.fstype).toBe(sampleCase.root);
    for (const [path, mountPoint] of Object.entries(sampleCase.resolve ?? {})) {
      expect([path, findMount(document.mounts, path)?.mountPoint]).toEqual([path, mountPoint]);
    }
    // No line of a real table is rejected.
    expect(document.unavailable.filter(({ reason }) => reason.includes('left out'))).toEqual([]);
  });
});

it('reads links of virtiofs tags from an `ls -l`, from text files and from symbolic links alike', async () => {
  const mountinfo = await sample('reconstructed/mountinfo-virtiofs-guid.txt');
  const listed = await documentOf({
    'proc/self/mountinfo': mountinfo,
    'commands/virtiofs-tag-links.txt': await sample('reconstructed/virtiofs-tag-links.txt'),
  });
  expect(named(listed.mounts, 'windows').map((mount) => mount.windowsPath)).toEqual(['C:\\', 'D:\\']);
});

it('says which Windows paths it cannot know when the links are missing', async () => {
  const document = await documentOf({ 'proc/self/mountinfo': await sample('reconstructed/mountinfo-virtiofs-guid.txt') });
  expect(document.mounts[3]).toMatchObject({ mountPoint: '/mnt/c', role: 'windows', transport: 'virtiofs', windowsPath: null });
  expect(document.unavailable.map(({ path }) => path)).toContain('mounts[3].windowsPath');
});

it('says what a fallback table lacks', async () => {
  const mounts = await documentOf({ 'proc/mounts': await sample('proc-mounts/9p-6.18-manual-remount.txt') });
  expect(mounts).toMatchObject({ mountsFrom: 'proc-mounts' });
  expect(mounts.unavailable.find(({ path }) => path === 'mounts')?.reason).toMatch(/bind roots/);
  const output = await documentOf({ 'commands/mount.txt': await sample('mount/9p-5.15-with-drivers.txt') });
  expect(output.unavailable.find(({ path }) => path === 'mounts')?.reason).toMatch(/cuts options at a space/);
});

it('prefers mountinfo over /proc/mounts over mount', async () => {
  const all = {
    'proc/self/mountinfo': await sample('mountinfo/9p-6.18-docker-desktop-bind.txt'),
    'proc/mounts': await sample('proc-mounts/9p-6.18-manual-remount.txt'),
    'commands/mount.txt': await sample('mount/ext4-root.txt'),
  };
  expect((await documentOf(all)).mountsFrom).toBe('mountinfo');
  const { 'proc/self/mountinfo': _, ...fallbacks } = all;
  expect((await documentOf(fallbacks)).mountsFrom).toBe('proc-mounts');
});

it('finds the drives of `df -T` among the mounts of the same machine', async () => {
  const { mounts } = await documentOf({ 'commands/mount.txt': await sample('mount/9p-6.6.114.1-full.txt') });
  const rows = (await sampleText('other/df-T-6.6.114.1.txt')).trim().split('\n').slice(1);
  const types = rows.map((row) => row.split(/\s+/)).map((cells) => [cells.at(-1), cells[1]] as const);
  expect(types.filter(([, type]) => type === '9p').map(([path]) => path)).toEqual(['/usr/lib/wsl/drivers', '/mnt/c', '/mnt/d']);
  for (const [path, type] of types) expect([path, findMount(mounts, path ?? '')?.fstype]).toEqual([path, type]);
});
