import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FuseType, fuseRequest } from './fuse-messages.ts';
import { fuseCalls } from './fuse-requests.ts';
import { type Footprint, footprint, fuseMappings, ninepMappings, slotsOf } from './mappings.ts';
import { ninepCalls } from './ninep-requests.ts';
import type { Request } from './request.ts';
import { DIRECT, situation } from './testing/situations.ts';

type Figures = [mappings: number, slots: number, atMap: number, atUnmap: number, locks: number, mostInFlight: number];

const computed = JSON.parse(readFileSync(new URL('testdata/fuse-mappings.json', import.meta.url), 'utf8')) as {
  rows: [FuseType, bytes: number, ...Figures][];
  directories: { kernel: string; buffer: number; row: Figures }[];
  folios: { rows: [FuseType, bytes: number, folioBytes: number, mappings: number, locks: number][] };
};

const POOL_SLOTS = 32_768;
const BY_PAGE = { folioBytes: 4096, indirect: true };

function figures({ mappings, slots, mapCopyBytes, unmapCopyBytes, lockAcquisitions }: Footprint): Figures {
  return [mappings, slots, mapCopyBytes, unmapCopyBytes, lockAcquisitions, Math.floor(POOL_SLOTS / slots)];
}

function request(type: FuseType, bytes: number, shift = 0): Request {
  if (type === 'READ' || type === 'WRITE')
    return fuseRequest(type, { payload: { direction: type === 'READ' ? 'read' : 'write', bytes, shift } });
  return fuseRequest(type, type === 'LOOKUP' || type === 'CREATE' ? { nameBytes: 12 } : {});
}

describe('the mappings of a FUSE request', () => {
  it.each(computed.rows)(
    '%s of %i bytes: %i mappings, %i slots, %i and %i bytes copied, %i locks, %i at most in 64 MiB',
    (type, bytes, ...expected) => {
      expect(figures(footprint(fuseMappings(request(type, bytes), BY_PAGE), 1))).toEqual(expected);
    },
  );

  it.each(computed.directories)('of READDIRPLUS on $kernel with $buffer bytes: $row', ({ kernel, row }) => {
    const limits = { ...DIRECT, readsDirectoriesByCount: kernel === '6.18' };
    const first = fuseCalls(situation('list', { entries: 5 }), limits)
      .flatMap(({ requests }) => requests)
      .find(({ type }) => type === 'READDIRPLUS');
    expect(first).toBeDefined();
    expect(figures(footprint(fuseMappings(first as Request, BY_PAGE), 1))).toEqual(row);
  });

  it.each(computed.folios.rows)(
    '%s of %i bytes in folios of %i: %i mappings, %i locks',
    (type, bytes, folioBytes, mappings, locks) => {
      const found = footprint(fuseMappings(request(type, bytes), { ...BY_PAGE, folioBytes }), 1);
      expect([found.mappings, found.lockAcquisitions]).toEqual([mappings, locks]);
    },
  );

  it('are one more for a buffer that is not aligned', () => {
    expect(fuseMappings(request('READ', 65_536, 16), BY_PAGE)).toHaveLength(21);
  });

  it('need no table without indirect descriptors', () => {
    expect(footprint(fuseMappings(request('GETATTR', 0), { ...BY_PAGE, indirect: false }), 1)).toMatchObject({
      mappings: 4,
      mapCopyBytes: 176,
    });
  });

  it('are copied back twice by kernels before 5.18: three copies of a read, one of a write', () => {
    const copied = (type: 'READ' | 'WRITE'): number => {
      const { mapCopyBytes, unmapCopyBytes } = footprint(fuseMappings(request(type, 65_536), BY_PAGE), 2);
      return Math.round((mapCopyBytes + unmapCopyBytes) / 65_536);
    };
    expect([copied('READ'), copied('WRITE')]).toEqual([3, 1]);
  });

  it('hold every byte once, and none is larger than a folio', () => {
    const size = fc.record({
      bytes: fc.integer({ min: 1, max: 262_144 }),
      shift: fc.integer({ min: 0, max: 4095 }),
      fold: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(size, fc.constantFrom('READ' as const, 'WRITE' as const), ({ bytes, shift, fold }, type) => {
        const folioBytes = 4096 * 2 ** fold;
        const pages = fuseMappings(request(type, bytes, shift), { folioBytes, indirect: true }).filter(
          ({ isPayload }) => isPayload,
        );
        expect(pages.reduce((sum, page) => sum + page.bytes, 0)).toBe(bytes);
        expect(pages).toHaveLength(Math.ceil((shift + bytes) / folioBytes));
        for (const page of pages) expect(page.bytes).toBeLessThanOrEqual(folioBytes);
        for (const page of pages) expect(slotsOf(page)).toBeLessThanOrEqual(128);
      }),
    );
  });
});

describe('the mappings of a 9P request over virtio', () => {
  const LIMITS = { maxPayloadBytes: 262_120, asksBeforeWrite: false, copiesUpTo: 1024 };
  const MAPPED = { msize: 262_144, sizesBuffers: true, indirect: true };
  const first = (operation: 'read' | 'write' | 'fstat', bytes: number, shift = 0): Request => {
    const request = ninepCalls(situation(operation, { bytes, shift }), LIMITS)[0]?.requests[0];
    if (request === undefined) throw new Error('no request');
    return request;
  };

  it.each([
    // Message, header of the answer, pages, table.
    ['Tread of 256 KiB', first('read', 262_120), 64 + 3],
    ['the same 100 bytes into a page', first('read', 262_120, 100), 65 + 3],
    ['Twrite of 256 KiB', first('write', 262_120), 64 + 3],
    ['Tread of 1 KiB, which is copied', first('read', 1024), 3],
    ['Tgetattr', first('fstat', 0), 3],
  ])('%s', (_, request, expected) => {
    expect(ninepMappings(request, MAPPED)).toHaveLength(expected);
  });

  it('bounce a page for every small answer, and msize bytes on kernels before 6.1', () => {
    const room = (sizesBuffers: boolean): number =>
      footprint(ninepMappings(first('fstat', 0), { ...MAPPED, sizesBuffers }), 1).unmapCopyBytes;
    expect(room(true)).toBe(4096);
    expect(room(false)).toBe(262_144);
  });

  it('copy a read back and a write not', () => {
    expect(footprint(ninepMappings(first('read', 65_536), MAPPED), 1).unmapCopyBytes).toBe(65_536 + 11);
    expect(footprint(ninepMappings(first('write', 65_536), MAPPED), 1).unmapCopyBytes).toBe(4096);
  });
});
