import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ACCESS_PLATFORM_RELAY } from './access-platform.ts';
import { CONTENDER_PROGRAM } from './contender.ts';
import { cpioArchive } from './cpio.ts';
import { GUEST_INIT } from './guest-init.ts';
import { moduleFiles } from './module-plan.ts';
import { quoted } from './quoted.ts';
import { tellingLines } from './telling-lines.ts';

describe('modules', () => {
  it('are loaded in the order of their needs, each once; what is built in is left out', () => {
    expect(
      moduleFiles([
        'insmod /m/virtio.ko \ninsmod /m/virtio_pci.ko force=1\n',
        'builtin virtiofs\n',
        'insmod /m/9pnet.ko.xz \ninsmod /m/virtio.ko \ninsmod /m/9p.ko.xz \n',
      ]),
    ).toEqual(['/m/virtio.ko', '/m/virtio_pci.ko', '/m/9pnet.ko.xz', '/m/9p.ko.xz']);
  });
});

describe('the first file system', () => {
  it('is laid out as the kernel reads it: headers and contents start at multiples of four', () => {
    const archive = cpioArchive([
      { path: 'bin', content: null, executable: false },
      { path: 'bin/a', content: Buffer.from('12345'), executable: true },
    ]);
    const starts = [...archive.toString('latin1').matchAll(/070701/g)].map(({ index }) => index);
    expect(starts).toHaveLength(3);
    expect(starts.every((start) => start % 4 === 0) && archive.length % 4 === 0).toBe(true);
    expect(archive.toString('latin1', starts[1], (starts[1] ?? 0) + 22)).toBe('07070100000002000081ed');
  });
});

describe('scripts inside of the program', () => {
  it('are a shell script and Python programs without mistakes of grammar', () => {
    expect(spawnSync('sh', ['-n'], { input: GUEST_INIT, encoding: 'utf8' }).stderr).toBe('');
    for (const input of [ACCESS_PLATFORM_RELAY, CONTENDER_PROGRAM]) {
      const compiled = spawnSync('python3', ['-c', 'import ast,sys; ast.parse(sys.stdin.read())'], { input });
      expect(compiled.error === undefined ? compiled.status : 0).toBe(0);
    }
  });

  it('get words that no character can leave', () => {
    for (const text of ['plain', "it's", '$(id) `id` "x" \\', 'two\nlines']) {
      expect(spawnSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' }).stdout).toBe(text);
    }
  });
});

describe('the lines of a serial log that tell', () => {
  it.each([
    [
      'a panic',
      '[    0.1] Linux version 6.18.15\n[    1.2] int3: 0000 [#1] SMP\n[    1.2] RIP: 0010:sched_clock_tick+0x1\n[    1.2] Call Trace:\n[    1.3] Kernel panic - not syncing: Fatal exception in interrupt\n[    1.3] ---[ end Kernel panic - not syncing: Fatal exception ]---\n',
      ['[    1.2] int3: 0000 [#1] SMP', '[    1.3] Kernel panic - not syncing: Fatal exception in interrupt'],
    ],
    [
      'no root',
      '[    2.0] VFS: Unable to mount root fs on unknown-block(0,0)\r\n[    2.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n',
      [
        '[    2.0] VFS: Unable to mount root fs on unknown-block(0,0)',
        '[    2.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
      ],
    ],
    [
      'a missing module',
      "\u001bc\u001b[?7l\u001b[2Jinsmod: can't insert '/modules/9p.ko': unknown symbol in module\nmntbench-lab failed: module 9p.ko does not load\n",
      ["insmod: can't insert '/modules/9p.ko': unknown symbol in module", 'mntbench-lab failed: module 9p.ko does not load'],
    ],
    ['a hang', 'one\n\ntwo\nthree\n', ['one', 'two', 'three']],
    ['nothing at all', '', []],
  ])('%s', (_name, log, expected) => {
    expect(tellingLines(log)).toEqual(expected);
  });
});
