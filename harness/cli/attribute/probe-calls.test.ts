import { describe, expect, it } from 'vitest';
import type { Cell } from '../../core/cell.ts';
import type { Mount } from '../../core/mount.ts';
import type { Target } from '../../core/target.ts';
import { probedCall } from './probe-calls.ts';

const MOUNT: Mount = {
  ...{
    mountPoint: '/mnt/c',
    fstype: '9p',
    source: 'C:\\',
    subPath: null,
    readOnly: false,
    transport: '9p-socket',
    role: 'windows',
  },
  ...{ aname: null, trans: 'fd', msize: 65_536, cacheRaw: null, cache: null, dirsync: false, sync: false, windowsPath: null },
  ...{ uid: null, gid: null, metadata: false, symlinkRoot: null, caseMode: null, tagKind: null, optionsTruncated: false },
  ...{ mountId: null, device: null, options: '' },
};

function target(transport: Target['transport'], path = '/mnt/c'): Target {
  return { id: 'c', path, transport, mount: MOUNT, origin: 'named', freeBytes: 0, freeInodes: null };
}

function cell(operation: string, workload = 'probe'): Cell {
  const where = { target: 'c', transport: '9p-socket', concurrency: 1, cacheState: 'guest-warm/host-warm' } as const;
  return { workload, preset: 'tiny', phase: operation, operation, ...where };
}

describe('a call of the probe', () => {
  // As counted in guests: the sandbox and one folder lie between the mount point and the leaf.
  it.each([
    ['stat.d0', 3, 1, 10],
    ['stat.d8', 11, 1, 34],
    ['open-close', 3, 2, 12],
    ['create-close', 4, 2, 16],
    ['fstat', 0, 1, 1],
  ])(
    '%s below the mount point: %i components, %i system calls, %i requests by 9P',
    (operation, components, systemCalls, requests) => {
      const call = probedCall(cell(operation), target('9p-socket'), '6.1.0');
      expect(call).toMatchObject({ components, systemCalls, expectedRequests: { always: requests } });
    },
  );

  it('lies deeper where the target does', () =>
    expect(probedCall(cell('stat.d0'), target('9p-socket', '/mnt/c/a/b'), '6.1.0')?.components).toBe(5));

  it('moves bytes, in as many requests as the mount takes', () =>
    expect(probedCall(cell('write.1m'), target('9p-socket'), '6.18.15')).toMatchObject({
      ...{ direction: 'write', bytes: 2 ** 20, shiftBytes: 0, components: 0, expectedRequests: { always: 18 } },
    }));

  it('makes no request on a local file system', () =>
    expect(probedCall(cell('stat.d0'), target('native'), '6.1.0')?.expectedRequests).toEqual({ always: 0, ifExpired: 0 }));

  it('is unknown for other workloads, and for operations of another version', () => {
    expect(probedCall(cell('create', 'small-file'), target('native'), null)).toBeNull();
    expect(probedCall(cell('stat.d99'), target('native'), null)).toBeNull();
  });
});
