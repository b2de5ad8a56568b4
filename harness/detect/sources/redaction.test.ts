import { describe, expect, it } from 'vitest';
import { redactor, type Secrets } from '../../core/redaction.ts';
import { redactFile } from './redacted-file.ts';

const SECRETS: Secrets = {
  userName: 'mallory',
  homeDirectory: '/home/mallory',
  hostName: 'DESKTOP-4RT77',
  machineId: '0123456789abcdef0123456789abcdef',
  windowsUsers: ['Mallory Smith', 'Bob'],
};
const redact = redactor(SECRETS);

describe('redacted', () => {
  it.each([
    ['/home/mallory/src', '/home/user/src'],
    ['/home/somebody-else/src', '/home/user/src'],
    ['/media/mallory/disk', '/media/user/disk'],
    ['/mnt/c/Users/Mallory Smith/.wslconfig', '/mnt/c/Users/user/.wslconfig'],
    ['/mnt/c/Users/bob/.wslconfig', '/mnt/c/Users/user2/.wslconfig'],
    ['C:\\Users\\Mallory Smith\r\n', 'C:\\Users\\user\r\n'],
    ['path=C:\\Users\\Mallory Smith\\proj;uid=1', 'path=C:\\Users\\user\\proj;uid=1'],
    [
      'C:\\Users\\Carol on /mnt/x type 9p (rw,aname=drvfs;path=C:\\Users\\Carol)',
      'C:\\Users\\user on /mnt/x type 9p (rw,aname=drvfs;path=C:\\Users\\user)',
    ],
    [
      '1 2 0:3 /Users/Carol /mnt/x rw - 9p C:\\134Users\\134Mallory\\040Smith rw',
      '1 2 0:3 /Users/user /mnt/x rw - 9p C:\\134Users\\134user rw',
    ],
    ['path=UNC\\nas01\\share;uid=1', 'path=UNC\\server\\share;uid=1'],
    ['\\134\\134nas01\\134share', '\\134\\134server\\134share'],
    ['- cifs //nas01/share rw', '- cifs //server/share rw'],
    ['builder desktop-4rt77', 'builder host'],
    ['id 0123456789abcdef0123456789abcdef', 'id machine-id'],
    ['by mallory@example.org', 'by user@example.com'],
  ])('%j becomes %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    '691 676 8:80 / / rw,relatime - ext4 /dev/sdf rw,discard,errors=remount-ro,data=ordered',
    'C:\\134 /mnt/c 9p rw,noatime,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,cache=0x5,trans=fd 0 0',
    'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0 (GCC) ) #488-Microsoft',
    '/opt/mallorys', // another word
  ])('%j stays', (text) => {
    expect(redact(text)).toBe(text);
  });

  it.each(['root', 'dev', 'mnt', 'rw', 'x', '', 'drvfs'])('the user name %j breaks nothing', (userName) => {
    const line = '1 2 0:3 / /dev/mnt/x rw - 9p drvfs rw,aname=drvfs;path=C:\\,trans=fd # root';
    expect(redactor({ ...SECRETS, userName, homeDirectory: '' })(line)).toBe(line);
  });

  it('takes a name for a name, not for a pattern', () => {
    expect(redactor({ ...SECRETS, userName: 'a.c+(d' })('abc a.c+(d')).toBe('abc user');
  });
});

describe('a redacted file', () => {
  it('keeps of a command line what names nobody', () => {
    const text =
      'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force hv_pci_swiotlb=67108864 root=UUID=abc token=secret quiet\n';
    expect(redactFile('/proc/cmdline', text, redact)).toBe(
      'initrd=\\initrd.img WSL_ROOT_INIT=1 nr_cpus=8 swiotlb=force hv_pci_swiotlb=67108864 root=redacted token=redacted quiet\n',
    );
  });

  it('names no private builder of a kernel', () => {
    const version = (builder: string): string => `Linux version 6.6.1 (${builder}) (gcc) #1 SMP\n`;
    expect(redactFile('/proc/version', version('me@my-box'), redact)).toBe(version('builder@host'));
    expect(redactFile('/proc/version', version('root@439a258ad544'), redact)).toBe(version('root@439a258ad544'));
  });

  it('keeps no line of the kernel log that nobody reads', () => {
    const log =
      '[    0.1] usb 1-1: SerialNumber: 1234\n[    0.2] WSL (1 - ): WSL version 2.7.3.0\n[    0.3] Command line: token=secret nr_cpus=8\n';
    expect(redactFile('commands/dmesg', log, redact)).toBe(
      '[    0.2] WSL (1 - ): WSL version 2.7.3.0\n[    0.3] Command line: token=redacted nr_cpus=8\n',
    );
  });

  it('keeps of .wslconfig whether WSL takes a line', () => {
    const text = '[wsl2]\nkernel=C:\\Users\\me\\bzImage # mine\nkernelModules=C:\\\\secret\\\\m.vhdx\nmemory=8GB\n';
    expect(redactFile('/mnt/c/Users/Bob/.wslconfig', text, redact)).toBe(
      '[wsl2]\nkernel=x:\\Uxxxx\\mx\\bxxxxxx # xxxx\nkernelModules=x:\\\\xxxxxx\\\\x.xxxx\nmemory=8GB\n',
    );
  });

  it('keeps no serial number of a processor', () => {
    const text = 'processor : 0\nmodel name : X\nSerial : 1234\n';
    expect(redactFile('/proc/cpuinfo', text, redact)).toBe('processor : 0\nmodel name : X\n');
  });
});
