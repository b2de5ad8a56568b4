import { describe, expect, it } from 'vitest';
import { bootFailure, requireMemory } from './boot-failure.ts';
import { tellingLines } from './telling-lines.ts';

describe('a boot that fails says why', () => {
  it.each([
    [
      'a panic',
      'qemu ended with exit 0: no message',
      '[    1.2] int3: 0000 [#1] SMP\n[    1.3] Kernel panic - not syncing: Fatal exception in interrupt\n',
      'lab-guest-panicked',
      /Fatal exception in interrupt/,
    ],
    [
      'a module of another kernel',
      'qemu ended with exit 0: no message',
      "insmod: can't insert '/modules/9p.ko': unknown symbol in module\nmntbench-lab failed: module 9p.ko does not load\n",
      'lab-module-refused',
      /9p\.ko does not load/,
    ],
    [
      'no memory for the guest on the host',
      'qemu ended with exit 1: qemu-system-x86_64: unable to map backing store for guest RAM: Cannot allocate memory',
      '',
      'lab-host-out-of-memory',
      /unable to map backing store/,
    ],
    ['memory of the host that ran out later', 'qemu ended with SIGKILL: no message', '', 'lab-qemu-killed', /SIGKILL/],
    [
      'too little memory in the guest',
      'qemu ended with exit 0: no message',
      '[    2.0] Kernel panic - not syncing: System is deadlocked on memory\n',
      'lab-guest-out-of-memory',
      /deadlocked on memory/,
    ],
    [
      'a guest that hangs',
      'the guest did not end within 60 s',
      '[    9.1] clocksource: tsc unstable\n',
      'lab-guest-hung',
      /60 s · \[ {4}9\.1\] clocksource/,
    ],
    ['a file server that died', 'diod ended with SIGSEGV: no message', '', 'lab-server-died', /diod ended with SIGSEGV/],
    [
      'a mount that the guest refuses',
      'qemu ended with exit 0: no message',
      'mount: mounting lab-virtiofs on /root/mnt/d failed: No such device\nmntbench-lab failed: /mnt/d: virtiofs does not mount\n',
      'lab-guest-failed',
      /virtiofs does not mount/,
    ],
    [
      'a command that powers off',
      'qemu ended with exit 0: no message',
      '[    3.897061] reboot: Power down\n',
      'lab-guest-powered-off',
      /Power down/,
    ],
    ['a kernel that gives up without a word', 'qemu ended with exit 0: no message', '', 'lab-guest-reset', /exit 0/],
    ['what nobody thought of', 'qemu ended with exit 1: who knows', '', 'lab-boot-failed', /who knows/],
  ])('%s', (_name, end, log, code, got) => {
    const { complaint } = bootFailure(end, tellingLines(log), '/boots/1/serial.log');
    expect(complaint.code).toBe(code);
    expect(complaint.got).toMatch(got);
    expect(complaint.fix).toMatch(/\/boots\/1\/serial\.log$/);
  });

  it('a guest for which there is no memory is refused before anything is started', () => {
    expect(() => requireMemory(1024, 1024 * 2 ** 20)).not.toThrow();
    expect(() => requireMemory(1025, 1024 * 2 ** 20)).toThrow(/1024 MiB are available/);
  });
});
