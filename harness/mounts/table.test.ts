import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mount } from '../core/mount.ts';
import { mountSchema } from '../core/mount.ts';
import { windowsDrives } from './candidate.ts';
import { parseMountTable, type TableFormat } from './table.ts';

const GUID = 'f8407c95-93b2-4c1e-8a55-0123456789ab';
const LINKS = new Map([[GUID, 'C:\\']]);
const NO_LINKS = new Map<string, string>();

function one(format: TableFormat, line: string, links = NO_LINKS): Mount {
  const { mounts } = parseMountTable(format, line, links);
  const [mount] = mounts;
  if (mount === undefined || mounts.length !== 1) throw new Error(`${mounts.length} mounts`);
  return mount;
}

describe('transport and role of a mountinfo line', () => {
  it.each([
    ['9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1,trans=fd,rfd=5,wfd=5', '9p-socket', 'windows'],
    ['9p drvfs rw,aname=drvfs;path=C:\\,trans=virtio', '9p-virtio', 'windows'],
    ['9p drvfs rw,aname=drvfs;path=C:\\;uid=1', null, 'windows'],
    ['9p 10.0.2.2 rw,access=client,aname=/tmp/share/9p,trans=tcp,port=5640', '9p-socket', 'other'],
    ['9p tag9p rw,cache=0x5,access=client,msize=65536,trans=virtio', '9p-virtio', 'other'],
    ['9p tag9p rw,trans=rdma,port=5', 'other', 'other'],
    ['9p tag9p rw,trans=virt', null, 'other'],
    ['9p drivers ro,aname=drivers;fmask=222,trans=fd', '9p-socket', 'wsl-internal'],
    ['9p x rw,aname=driversandmore,trans=fd', '9p-socket', 'other'],
    ['virtiofs tagvfs rw', 'virtiofs', 'other'],
    ['virtiofs wslg rw', 'virtiofs', 'other'],
    ['virtiofs drvfsC0 rw', 'virtiofs', 'windows'],
    ['virtiofs drvfsaC0 rw', 'virtiofs', 'windows'],
    ['drvfs C: rw', 'drvfs', 'windows'],
    ['lxfs rootfs rw', 'native', 'native'],
    ['wslfs rootfs rw', 'native', 'native'],
    ['ext4 /dev/sdc rw', 'native', 'native'],
    ['btrfs /dev/sdc rw', 'native', 'native'],
    ['tmpfs none rw', 'memory', 'memory'],
    ['overlay none rw,lowerdir=/a', 'overlay', 'other'],
    ['fuse.sshfs me@host: rw', 'fuse', 'other'],
    ['cifs //nas/share rw', 'network', 'other'],
    ['smb3 //nas/share rw', 'network', 'other'],
    ['nfs4 nas:/x rw', 'network', 'other'],
    ['proc proc rw', 'other', 'other'],
    // A tag or a mount point that only resembles a drive's.
    ['fuseish x rw', 'other', 'other'],
  ])('%s is %s, %s', (right, transport, role) => {
    expect(one('mountinfo', `1 2 0:3 / /mnt/c rw - ${right}`)).toMatchObject({ transport, role });
  });
});

describe('virtiofs tags', () => {
  it.each([
    ['drvfsC0', '/', 'letter', 'C:\\'],
    ['drvfsaD12', '/src', 'letter', 'D:\\src'],
    [GUID, '/', 'guid', 'C:\\'],
    [GUID.toUpperCase(), '/src', 'guid', 'C:\\src'],
    ['0d2a1b6e-7c11-4a53-9d0e-fedcba987654', '/', 'guid', null],
    ['drvfs', `/${GUID}`, 'aggregate', 'C:\\'],
    ['drvfsa', `/${GUID}/src/repo`, 'aggregate', 'C:\\src\\repo'],
    ['drvfsc0', '/', null, null],
  ])('tag %s mounted from %s is of kind %s and shows %j', (tag, root, tagKind, path) => {
    expect(one('mountinfo', `1 2 0:3 ${root} /x rw - virtiofs ${tag} rw`, LINKS)).toMatchObject({ tagKind, windowsPath: path });
  });

  it('hides the aggregate device in every format', () => {
    const role = 'wsl-internal';
    expect(one('mountinfo', '1 2 0:3 / /run/wsl/virtiofs-mounts/drvfs rw - virtiofs drvfs rw')).toMatchObject({ role });
    expect(one('mount-output', 'drvfs on /run/wsl/virtiofs-mounts/drvfs type virtiofs (rw)')).toMatchObject({ role });
  });

  it('knows a drive of the aggregate device without its root column, but not which', () => {
    expect(one('mount-output', 'drvfs on /mnt/c type virtiofs (rw,noatime)')).toMatchObject({
      role: 'windows',
      windowsPath: null,
    });
  });
});

describe('details', () => {
  it('lets the later uid win, and reads a read-only bind of a writable file system', () => {
    const line =
      '1 2 0:3 / /mnt/c ro,noatime - 9p C:\\134 rw,sync,aname=drvfs;path=C:\\;uid=1000;gid=1000;case=dir;uid=7,trans=fd';
    expect(one('mountinfo', line)).toMatchObject({
      uid: 7,
      gid: 1000,
      readOnly: true,
      sync: true,
      dirsync: false,
      caseMode: 'dir',
    });
  });

  it('keeps an empty source', () => {
    expect(one('mountinfo', '1 2 0:3 / /x rw - tmpfs  rw,size=1k')).toMatchObject({ source: '', options: 'rw,size=1k' });
  });

  it('reads any number of optional fields', () => {
    expect(one('mountinfo', '1 2 0:3 / /x rw shared:1 master:2 unbindable - tmpfs none rw')).toMatchObject({
      mountId: 1,
      device: '0:3',
    });
  });

  it('splits once at the separator, however often it comes again', () => {
    const line = '1 2 0:3 / /x rw - 9p C:\\134a rw,aname=drvfs;path=C:\\a - b on /c type d;uid=1,trans=fd';
    expect(one('mountinfo', line)).toMatchObject({ windowsPath: 'C:\\a - b on \\c type d', transport: '9p-socket' });
  });

  it.each([
    ['C:\\ on /mnt/my (old) disk type 9p (rw,aname=drvfs;path=C:\\,trans=fd)', '/mnt/my (old) disk'],
    ['C:\\a on b on /mnt/c type 9p (rw,aname=drvfs;path=C:\\a on b,trans=fd)', '/mnt/c'],
    ['/dev/sda on /mnt/c type ext4 (rw) [LABEL]', '/mnt/c'],
  ])('finds the mount point in: %s', (line, mountPoint) => {
    expect(one('mount-output', line)).toMatchObject({ mountPoint, optionsTruncated: false });
  });

  it('offers drives, not binds covered by later mounts and not WSL’s own places', () => {
    const text = [
      '1 2 0:3 / /mnt/c rw - 9p C:\\134 rw,aname=drvfs;path=C:\\,trans=fd',
      '2 2 0:4 / /mnt/d rw - 9p D:\\134 rw,aname=drvfs;path=D:\\,trans=fd',
      '3 2 0:4 / /mnt/wslg/distro/x rw - 9p D:\\134 rw,aname=drvfs;path=D:\\,trans=fd',
      '4 2 0:5 / /mnt/d rw - tmpfs none rw',
    ].join('\n');
    expect(windowsDrives(parseMountTable('mountinfo', text, NO_LINKS).mounts).map((mount) => mount.mountPoint)).toEqual([
      '/mnt/c',
    ]);
  });
});

const FORMATS: readonly TableFormat[] = ['mountinfo', 'proc-mounts', 'mount-output'];

/** Text that gets past the first checks of a parser more often than noise does. */
const nearlyLines = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' - ',
        ' on /',
        ' type ',
        ' (',
        ')',
        ' ',
        ',',
        ';',
        '\\',
        '\\04',
        '\\134',
        '\n',
        '\r\n',
        '/',
        '1 2 0:3 / /x rw - 9p ',
      ),
      fc.constantFrom(
        'aname=drvfs;path=',
        'C:\\',
        'cache=',
        'trans=',
        'fd',
        'msize=',
        'uid=',
        '99999999999999999999',
        'virtiofs',
        GUID,
        'ro',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe.each(FORMATS)('whatever a %s table holds', (format) => {
  it('never throws, and every entry is a valid record', () => {
    fc.assert(
      fc.property(nearlyLines, (text) => {
        const { mounts } = parseMountTable(format, text, LINKS);
        for (const mount of mounts) {
          mountSchema.parse(mount);
          expect(mount.mountPoint.startsWith('/')).toBe(true);
          // Unknown is never guessed.
          if (mount.fstype === '9p') expect(mount.transport === null).toBe(mount.trans === null);
          if (mount.windowsPath !== null) expect(mount.role).toBe('windows');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is not misled by a table that was cut anywhere', () => {
    const whole = {
      mountinfo:
        '7 6 0:3 /sub /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\dir;uid=1000,cache=0x5,msize=65536,trans=fd,rfd=6',
      'proc-mounts': 'C:\\134 /mnt/c 9p rw,aname=drvfs;path=C:\\dir;uid=1000,cache=0x5,msize=65536,trans=fd,rfd=6 0 0',
      'mount-output': 'C:\\ on /mnt/c type 9p (rw,aname=drvfs;path=C:\\dir;uid=1000,cache=0x5,msize=65536,trans=fd,rfd=6)',
    }[format];
    const complete = one(format, whole);
    for (let length = 0; length < whole.length; length++) {
      for (const mount of parseMountTable(format, whole.slice(0, length), LINKS).mounts) {
        // Either not known, or what the whole line says.
        if (mount.mountPoint !== complete.mountPoint || mount.fstype !== complete.fstype) continue;
        expect([null, complete.windowsPath]).toContain(mount.windowsPath);
        expect([null, complete.transport]).toContain(mount.transport);
        expect(mount.optionsTruncated || mount.trans !== null).toBe(true);
      }
    }
  });

  it.each([
    ['spaces', ' '],
    ['separators', ' - '],
    ['types', ' on / type ('],
    ['escapes', '\\134'],
    ['newlines', '1 2 0:3 / /x rw - a\n'],
  ])('takes 10 MB of %s in its stride', (_, piece) => {
    const text = piece.repeat(Math.ceil(10_000_000 / piece.length));
    const start = performance.now();
    expect(parseMountTable(format, text, LINKS).mounts.length).toBeLessThanOrEqual(text.split('\n').length);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
