import { describe, expect, it } from 'vitest';
import { OPERATIONS, type ProbeOperation, UNLINK } from './operations.ts';

const KIB = 1024;

function named(label: string): ProbeOperation {
  const found = [...OPERATIONS, UNLINK].find((operation) => operation.label === label);
  if (found === undefined) throw new Error(`no operation ${label}`);
  return found;
}

function fuse(label: string, directories: number, maxPayloadBytes = 256 * KIB): number | null {
  const requests = named(label).fuse({ directories, maxPayloadBytes });
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
  it.each([
    ['read.64k-24', 1],
    ['read.64k-23', 2],
    ['read.64k', 2],
    ['write.1m', 17],
    ['fsync', 2],
    ['stat.d0', 4],
    ['create-close', null],
  ])('%s: %s with msize 65,536', (label, requests) => {
    expect(named(label).ninep({ directories: 0, maxPayloadBytes: 65_512 })?.always ?? null).toBe(requests);
  });
});
