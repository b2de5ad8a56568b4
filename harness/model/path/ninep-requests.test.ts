import { describe, expect, it } from 'vitest';
import { type NinepLimits, ninepCalls } from './ninep-requests.ts';
import type { Operation } from './operation.ts';
import { situation, tally, total } from './testing/situations.ts';

const KIB = 1024;
/** msize 262,144, as on the mounts where they were counted. */
const LARGE: NinepLimits = { maxPayloadBytes: 256 * KIB - 24, asksBeforeWrite: true, copiesUpTo: null };
const WSL: NinepLimits = { ...LARGE, maxPayloadBytes: 64 * KIB - 24 };

describe('9P requests', () => {
  it.each<[Operation[], number, number]>([
    [['stat'], 2, 10],
    [['stat'], 10, 34],
    [['stat-missing'], 2, 7],
    [['stat-missing'], 5, 16],
    [['access'], 2, 9],
    [['open', 'close'], 2, 12],
    [['create', 'close'], 3, 16],
    [['rename'], 3, 18],
    [['unlink'], 3, 13],
    [['fstat'], 2, 1],
  ])('%s below %i directories: %i, as counted', (operations, directories, expected) => {
    for (const asksBeforeWrite of [false, true]) {
      const calls = operations.flatMap((operation) =>
        ninepCalls(situation(operation, { directories }), { ...LARGE, asksBeforeWrite }),
      );
      expect(total(calls)).toBe(expected);
    }
  });

  it.each([10, 100])('of a listing of %i entries below 2 directories: 16, as counted', (entries) => {
    expect(total(ninepCalls(situation('list', { directories: 2, entries }), LARGE))).toBe(16);
  });

  it('of a listing find its end twice, however many answers its entries need', () => {
    const calls = ninepCalls(situation('list', { entries: 1000, nameBytes: 100 }), WSL);
    // 1002 entries of 124 bytes, 528 in an answer.
    expect(tally(calls)).toBe('2 Twalk, 2 Tgetattr, Tlopen, 2 Tclunk, 4 Treaddir');
    const brought = calls.flatMap(({ requests }) => requests.map(({ work }) => (work.kind === 'list' ? work.entries : 0)));
    expect(brought.filter((entries) => entries > 0)).toEqual([528, 474]);
  });

  it.each([
    [64 * KIB - 24, 1],
    [64 * KIB - 23, 2],
    [64 * KIB, 2],
    [1024 * KIB, 17],
  ])('of a read of %i bytes with msize 65,536: %i', (bytes, expected) => {
    expect(tally(ninepCalls(situation('read', { bytes }), WSL))).toBe(expected === 1 ? 'Tread' : `${expected} Tread`);
  });

  it('of a write are one more on kernels that ask for capabilities', () => {
    const write = situation('write', { bytes: 1024 * KIB });
    expect(tally(ninepCalls(write, { ...LARGE, asksBeforeWrite: false }))).toBe('5 Twrite');
    expect(tally(ninepCalls(write, LARGE))).toBe('Txattrwalk, 5 Twrite');
  });

  it.each<[Operation, string]>([
    ['mkdir', '3 Twalk, 2 Tgetattr, Tmkdir, 2 Tclunk'],
    ['rmdir', '2 Twalk, 2 Tgetattr, Tunlinkat, 2 Tclunk'],
    ['symlink', '2 Twalk, Tgetattr, Tsymlink, Tclunk'],
    ['readlink', '2 Twalk, 2 Tgetattr, Treadlink, 2 Tclunk'],
    ['truncate', '2 Twalk, 2 Tgetattr, Txattrwalk, Tsetattr, 2 Tclunk'],
    ['utimes', '2 Twalk, 2 Tgetattr, Tsetattr, 2 Tclunk'],
    ['chmod', '2 Twalk, 2 Tgetattr, Tsetattr, 2 Tclunk'],
    ['statvfs', '2 Twalk, 2 Tgetattr, Tstatfs, 2 Tclunk'],
  ])('of %s below one directory, which nobody has counted: %s', (operation, expected) => {
    expect(tally(ninepCalls(situation(operation, { directories: 1 }), LARGE))).toBe(expected);
  });

  it('forget every name that they walked to, where names are not trusted', () => {
    for (const operation of ['stat', 'access', 'unlink', 'rename', 'readlink'] as const) {
      const types = ninepCalls(situation(operation, { directories: 4 }), LARGE).flatMap(({ requests }) =>
        requests.map(({ type }) => type),
      );
      expect(types.filter((type) => type === 'Tgetattr').length).toBeGreaterThanOrEqual(5);
      expect(types.filter((type) => type === 'Tclunk').length).toBeGreaterThanOrEqual(5);
    }
  });

  it('with trusted names are only those of the operation itself', () => {
    const names = { directories: 3, cached: { dentries: true, attributes: true, data: false } };
    expect(tally(ninepCalls(situation('stat', names), LARGE))).toBe('');
    expect(tally(ninepCalls(situation('open', names), LARGE))).toBe('Twalk, Tlopen');
    expect(tally(ninepCalls(situation('unlink', names), LARGE))).toBe('Tunlinkat');
  });

  it('are none for data that the guest has', () => {
    const read = situation('read', { bytes: 4096, cached: { dentries: false, attributes: false, data: true } });
    expect(ninepCalls(read, WSL)).toMatchObject([{ copiedBytes: 4096, requests: [] }]);
  });
});

describe('9P messages', () => {
  it('have the sizes of the protocol', () => {
    const sizes = (operation: Operation): [string, number, number][] =>
      ninepCalls(situation(operation, { nameBytes: 4, bytes: operation === 'read' || operation === 'write' ? 100 : 0 }), {
        ...WSL,
        asksBeforeWrite: false,
      }).flatMap(({ requests }) =>
        requests.map(({ type, toServerBytes, fromServerBytes }) => [type, toServerBytes, fromServerBytes]),
      );
    expect(sizes('stat')).toEqual([
      ['Twalk', 23, 22],
      ['Tgetattr', 19, 160],
      ['Tgetattr', 19, 160],
      ['Tclunk', 11, 7],
    ]);
    expect(sizes('read')).toEqual([['Tread', 23, 111]]);
    expect(sizes('write')).toEqual([['Twrite', 123, 11]]);
  });
});
