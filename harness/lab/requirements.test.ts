import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import { hasInterpreter } from './machine.ts';
import { type LabPrograms, type Machine, requirePrograms } from './requirements.ts';

const FIXED = ['/usr/libexec/virtiofsd', '/usr/share/seabios/bios-256k.bin', '/usr/share/keyrings/debian-archive-keyring.gpg'];

function machine(change: Partial<Machine>): Machine {
  return {
    folders: ['/usr/bin'],
    isUsable: (path) => path.startsWith('/usr/bin/') || FIXED.includes(path),
    isStatic: () => true,
    offers: () => Promise.resolve(true),
    ...change,
  };
}

async function complaintOf(change: Partial<Machine>): Promise<UserError['complaint']> {
  const error = await requirePrograms(machine(change)).catch((reason: unknown) => reason);
  if (error instanceof UserError) return error.complaint;
  throw new Error('expected a complaint');
}

describe('what the lab needs', () => {
  it('is found on PATH, and in the places that are on no PATH', async () => {
    const found: LabPrograms = await requirePrograms(machine({}));
    expect(found).toMatchObject({ qemu: '/usr/bin/qemu-system-x86_64', virtiofsd: '/usr/libexec/virtiofsd' });
  });

  it('is named with one command where it is missing, each package once', async () => {
    const { code, got, fix } = await complaintOf({
      isUsable: (path) => /python3|xz|apt|dpkg|keyring|setpriv|unshare|nsenter/.test(path),
    });
    expect({ code, got, fix }).toMatchInlineSnapshot(`
      {
        "code": "lab-programs-missing",
        "fix": "apt-get install --no-install-recommends busybox-static diod e2fsprogs kmod qemu-system-x86 seabios virtiofsd",
        "got": "missing: qemu-system-x86_64, virtiofsd, bios-256k.bin, diod, busybox (static), modprobe, depmod, mke2fs",
      }
    `);
  });

  it('comes from the older package where apt does not know the newer one', async () => {
    const without = (path: string): boolean => !path.endsWith('virtiofsd') && machine({}).isUsable(path);
    expect((await complaintOf({ isUsable: without })).fix).toMatch(/ virtiofsd$/);
    expect((await complaintOf({ isUsable: without, offers: () => Promise.resolve(false) })).fix).toMatch(/ qemu-system-common$/);
  });

  it('does not take a busybox that needs libraries', async () => {
    const { got, fix } = await complaintOf({ isStatic: () => false });
    expect([got, fix]).toEqual(['missing: busybox (static)', 'apt-get install --no-install-recommends busybox-static']);
  });

  it('tells programs that name a dynamic linker', () => {
    expect(hasInterpreter(readFileSync('/bin/sh'))).toBe(true);
    expect(hasInterpreter(Buffer.from('#!/bin/sh\n'))).toBe(true);
    const nothingToLoad = Buffer.alloc(64);
    nothingToLoad.writeUInt32BE(0x7f454c46);
    expect(hasInterpreter(nothingToLoad)).toBe(false);
  });
});
