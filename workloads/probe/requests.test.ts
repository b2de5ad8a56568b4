import { describe, expect, it } from 'vitest';
import { OPERATIONS, type ProbeOperation, UNLINK } from './operations.ts';

const KIB = 1024;

function named(label: string): ProbeOperation {
  const found = [...OPERATIONS, UNLINK].find((operation) => operation.label === label);
  if (found === undefined) throw new Error(`no operation ${label}`);
  return found;
}

function fuse(label: string, directories: number, maxPayloadBytes = 256 * KIB): number | null {
  const requests = named(label).fuse({ directories, maxPayloadBytes, asksBeforeWrite: true });
  return requests === null ? null : requests.always + requests.ifExpired;
}

describe('FUSE requests, with the root attributes expired', () => {
  // Measured on Linux 6.18 with a server configured like openvmm's: facts on the I/O path, 2.6.
  it.each([
    ['stat.d0', 2, 5],
    ['stat-missing.d0', 2, 5],
    ['access', 2, 5],
    ['open-close', 3 + 2, 6 + 2],
    ['create-close', 3 + 2, 6 + 2],
    ['rename', 4, 10],
    ['unlink', 3, 6],
    ['fstat', 1, 1],
    ['fsync', 2, 2],
    ['null', 0, 0],
  ])('%s: %i at the root of the mount, %i below three directories', (label, atRoot, below) => {
    expect(fuse(label, 0)).toBe(atRoot);
    expect(fuse(label, 3)).toBe(below);
  });

  it('a listing counts the listed directory: 8 below two others, and the fstat of opendir(3) where it asks again', () => {
    expect(fuse('list.10', 2)).toBe(8 + 1);
    expect(fuse('list.1000', 2)).toBeNull();
  });

  it.each([
    ['read.256k-1', 1],
    ['read.256k', 1],
    ['read.256k+1', 2],
    ['read.256k.unaligned', 1],
    ['read.256k.shifted', 2],
    ['write.1m', 4],
    ['write.1m.shifted', 5],
    ['read.4k.same.c32', 1],
  ])('%s: %i with a limit of 256 KiB', (label, requests) => {
    expect(fuse(label, 0)).toBe(requests);
  });
});

describe('9P requests', () => {
  const ninep = (label: string, directories: number, maxPayloadBytes: number, asksBeforeWrite: boolean): number | null =>
    named(label).ninep({ directories, maxPayloadBytes, asksBeforeWrite })?.always ?? null;

  it.each([
    ['read.64k-24', 1],
    ['read.64k-23', 2],
    ['read.64k', 2],
    ['write.1m', 17],
    ['fsync', 2],
  ])('%s: %s with msize 65,536', (label, requests) => expect(ninep(label, 0, 65_512, false)).toBe(requests));

  // Counted by 9p_client_req in guests, on a mount with msize 262,144 where the sandbox and one folder lie above the leaf.
  it.each([
    ['stat.d0', 2, 10],
    ['stat.d8', 10, 34],
    ['stat-missing.d0', 2, 7],
    ['stat-missing.d3', 5, 16],
    ['access', 2, 9],
    ['open-close', 2, 12],
    ['create-close', 3, 16],
    ['rename', 3, 18],
    ['unlink', 3, 13],
    ['list.10', 2, 16],
    ['list.100', 2, 16],
    ['fstat', 2, 1],
    ['null', 2, 0],
  ])('%s below %i directories: %i, on Linux 6.1 as on 6.12 and 6.18', (label, directories, requests) => {
    for (const asksBeforeWrite of [false, true]) expect(ninep(label, directories, 262_120, asksBeforeWrite)).toBe(requests);
  });

  it.each([
    ['write.1b', 1, 2],
    ['fsync', 2, 3],
    ['read.256k', 2, 2],
    ['read.1m', 5, 5],
    ['write.1m', 5, 6],
  ])('%s: %i on Linux 6.1, %i on a kernel that asks for capabilities before each write', (label, on61, onLater) => {
    expect(ninep(label, 0, 262_120, false)).toBe(on61);
    expect(ninep(label, 0, 262_120, true)).toBe(onLater);
  });

  it('of threads that share directories are not known', () => {
    expect(ninep('stat.same.c1', 2, 65_512, true)).toBe(10);
    expect(ninep('stat.same.c8', 2, 65_512, true)).toBeNull();
  });
});
