import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Environment, environmentSchema } from '../core/environment.ts';
import { UserError } from '../core/errors.ts';
import { folderWith, sampleText } from '../detect/testing/folder.ts';
import { type DoctorOptions, doctor } from './doctor.ts';

async function printed(options: Partial<DoctorOptions>): Promise<string> {
  const pieces: string[] = [];
  await doctor({ json: false, capture: null, from: null, ...options }, { write: (text) => pieces.push(text) });
  return pieces.join('');
}

async function documentOf(options: Partial<DoctorOptions>): Promise<Environment> {
  return environmentSchema.parse(JSON.parse(await printed({ json: true, ...options })));
}

const PERSONAL = {
  'proc/self/mountinfo':
    '1 0 8:80 / / rw - ext4 /dev/sdf rw\n' +
    '2 1 0:9 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000;gid=1000,cache=0x5,access=client,msize=65536,trans=fd,rfd=6,wfd=6\n' +
    '3 1 0:9 /Users/Jane\\040Doe/src /home/jdoe/src rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000;gid=1000,cache=0x5,access=client,msize=65536,trans=fd,rfd=6,wfd=6\n',
  'proc/version': 'Linux version 6.18.8-microsoft-standard-WSL2-jdoe (jdoe@janes-laptop) (gcc (GCC) 13.2.0) #1 SMP now\n',
  'proc/cmdline': 'initrd=\\initrd.img WSL_ROOT_INIT=1 panic=-1 nr_cpus=8 secret=hunter2\n',
  'commands/cmd.exe-userprofile.txt': 'C:\\Users\\Jane Doe\r\n',
  'commands/wsl.exe--version.txt': Buffer.from('WSL-Version: 2.7.12.0\r\nKernelversion: 6.18.33.2-2\r\n', 'utf16le'),
  'commands/dmesg.txt': '[    0.2] WSL (1 - ): WSL version 2.7.12.0\n[    1.0] systemd: Hostname set to <janes-laptop>\n',
  'mnt/c/Users/Jane Doe/.wslconfig':
    '[wsl2]\nkernel=C:\\Users\\Jane\\bzImage\nvirtiofs=true\nmemory=8GB # for jane.doe@example.org\n',
  'etc/wsl.conf': '[user]\ndefault=jdoe\n',
};

/** What two documents of one machine may differ in. */
function comparable({ source: _source, capturedAt: _capturedAt, ...rest }: Environment): unknown {
  return rest;
}

async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries.map(async (entry) => (entry.isFile() ? await readFile(join(entry.parentPath, entry.name), 'utf8') : '')),
  );
  return [...entries.map((entry) => join(entry.parentPath, entry.name)), ...texts].join('\n');
}

describe('doctor --capture', () => {
  it('of this machine reads back as the same document', async () => {
    await using folder = await folderWith({});
    const capture = join(folder.path, 'a/capture');
    const live = await documentOf({ capture });
    const again = await documentOf({ from: capture });
    const names = [hostname(), userInfo().username].filter((name) => name !== 'root' && name.length > 2);
    for (const name of names) expect(await everyFile(capture)).not.toContain(name);
    expect(again.capturedAt).toBe(live.capturedAt);
    expect(again.source).toBe('folder');
    // A private builder of the kernel is the one thing that is redacted on any machine.
    const unsigned = (document: Environment): unknown =>
      comparable({ ...document, kernel: { ...document.kernel, builder: null } });
    expect(unsigned(again)).toEqual(unsigned(live));
  });

  it('holds nobody’s name, and tells of the same machine', async () => {
    await using folder = await folderWith(PERSONAL);
    await using target = await folderWith({});
    const capture = join(target.path, 'capture');
    const before = await documentOf({ from: folder.path, capture });
    const text = await everyFile(capture);
    for (const secret of ['jdoe/', 'jdoe@', 'Jane', 'Doe', 'janes-laptop', 'hunter2', 'bzImage', 'default=jdoe', 'example.org']) {
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    }
    const after = await documentOf({ from: capture });
    expect(after.platform).toBe('wsl2');
    expect(after.wsl).toEqual(before.wsl);
    expect(after.dmaPool).toEqual(before.dmaPool);
    expect(after.findings.map(({ code }) => code)).toEqual(before.findings.map(({ code }) => code));
    expect(after.findings.map(({ code }) => code)).toContain('config-bad-escape');
    expect(after.mounts.map(({ windowsPath }) => windowsPath)).toEqual([null, 'C:\\', 'C:\\Users\\user\\src']);
    expect(after.settings.asked).toEqual(before.settings.asked);
  });

  it('refuses a folder that is not empty, is a file, or cannot be written, before it reads anything', async () => {
    await using folder = await folderWith({ 'full/file': 'precious' });
    for (const capture of [
      join(folder.path, 'full'),
      join(folder.path, 'full/file'),
      join(folder.path, 'full/file/below'),
      '/proc/nowhere',
    ]) {
      await expect(printed({ capture })).rejects.toThrow(UserError);
    }
    expect(await readFile(join(folder.path, 'full/file'), 'utf8')).toBe('precious');
    expect(await readdir(join(folder.path, 'full'))).toEqual(['file']);
  });
});

describe('doctor for people', () => {
  it('of a 9P machine', async () => {
    await using folder = await folderWith({
      'proc/self/mountinfo': await sampleText('mountinfo/9p-6.6.87.2-full.txt'),
      'proc/version': await sampleText('proc-version/6.6.87.2.txt'),
      'proc/cmdline': await sampleText('cmdline/6.6.87.2.txt'),
      'commands/wsl.exe--version.txt': await sampleText('wsl-version/en-2.5.9.0.txt'),
    });
    const text = await printed({ from: folder.path });
    for (const line of [
      /platform\s+wsl2/,
      /kernel\s+6\.6\.87\.2-microsoft-standard-WSL2\s+looks stock/,
      /WSL\s+2\.5\.9\.0/,
      /DMA pool\s+none/,
      /\/mnt\/c\s+9p-socket\s+C:\\\s+cache=mmap msize=64 KiB/,
      /\/\s+native\s+ext4 \/dev\/sdf/,
      /others that are no targets/,
      /! warn.*page cache/,
      /→ put `autoMemoryReclaim=disabled`/,
      /Not readable/,
    ]) {
      expect(text).toMatch(line);
    }
    expect(text).not.toMatch(/cgroup|devpts|\/usr\/lib\/wsl\/drivers/);
  });

  it('prints no control character or reordering mark of its input', async () => {
    const nasty = '\u001b[31mred\u0007\u009b2J\u202eevil';
    await using folder = await folderWith({
      'proc/self/mountinfo': `1 0 8:80 / / rw - ext4 /dev/${nasty} rw\n2 1 0:9 / /mnt/${nasty}\\033[2J\\012x rw - 9p C:\\134 rw,aname=drvfs;path=C:\\${nasty};uid=0,trans=fd,rfd=1\n`,
      'proc/version': `Linux version 6.6.1-${nasty} (a@b) (gcc) #1${nasty} SMP\n`,
      'commands/dmesg.txt': `[    0.1] hv_pci: failed to create swiotlb pool ${nasty}\n`,
      'commands/wslconfig.txt': `[wsl2]\nmemory=${nasty}\n${nasty}\n`,
      'proc/cpuinfo': `processor : 0\nmodel name : ${nasty}\n`,
      'capture.json': JSON.stringify({ capturedAt: nasty, missing: { '/proc/uptime': { absent: true, reason: nasty } } }),
    });
    for (const json of [false, true]) {
      const text = await printed({ from: folder.path, json });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of our own are the only escapes allowed
      const withoutColours = text.replace(/\u001b\[\d+m/g, (colour) => (json ? colour : ''));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      expect(withoutColours).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(withoutColours).toContain('evil');
    }
    expect((await documentOf({ from: folder.path })).kernel.release).toBe(`6.6.1-${nasty}`);
  });

  it('of an empty folder says so', async () => {
    await using folder = await folderWith({});
    expect(await printed({ from: folder.path })).toMatch(/✗ error.*Nothing/);
  });
});

it('doctor --json writes one document and nothing else', async () => {
  await using folder = await folderWith({});
  await mkdir(join(folder.path, 'proc'));
  await writeFile(join(folder.path, 'proc/version'), 'Linux version 6.1.0 (a@b) (gcc) #1 SMP\n');
  const text = await printed({ json: true, from: folder.path });
  expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, kernel: { release: '6.1.0', version: [6, 1, 0] } });
  expect(text.endsWith('}\n')).toBe(true);
});
