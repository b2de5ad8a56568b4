import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../system/folders.ts';
import { bouncedCounts } from './bounced.ts';
import { parseHistogram } from './histogram.ts';
import { lostEvents, tallyLines } from './raw-buffer.ts';
import { RequestSource } from './request-source.ts';
import { fuseOpcode, ninePType } from './request-types.ts';
import { BOUNCED, FUSE, type Hit, NINE_P, type Tally, type TracedEvent } from './traced-event.ts';

const captured = (name: string): string => readFileSync(join(projectFolder(), 'harness/count/testdata', name), 'utf8');
const hits = (tally: Tally): readonly Hit[] => ('hits' in tally ? tally.hits : []);
const total = (tally: Tally): number => hits(tally).reduce((sum, hit) => sum + hit.hits, 0);

describe('a histogram of the kernel', () => {
  it.each([
    ['9P requests on 6.1', 'hist-9p-6.1.txt', NINE_P, 894, 39],
    ['9P requests on 6.18', 'hist-9p-6.18.txt', NINE_P, 901, 40],
    ['FUSE requests on 6.18', 'hist-fuse-6.18.txt', FUSE, 38, 18],
    ['bounced mappings on 6.1', 'hist-bounced-6.1.txt', BOUNCED, 1151, 38],
    ['bounced mappings on 6.18', 'hist-bounced-6.18.txt', BOUNCED, 962, 38],
  ] as const)('of %s gives every entry, and their sum is the total that it states', (_name, file, event, sum, entries) => {
    const tally = parseHistogram(captured(file), event.keys);
    expect([total(tally), hits(tally).length]).toEqual([sum, entries]);
  });

  it('gives numbers and padded names as they are', () => {
    expect(hits(parseHistogram(captured('hist-bounced-6.1.txt'), BOUNCED.keys)).at(-1)).toEqual({
      keys: ['0000:00:05.0', '4096'],
      hits: 738,
    });
  });

  it('that was full counts nothing', () => {
    const text = captured('hist-9p-6.1.txt').replace('Dropped: 0', 'Dropped: 12');
    expect(parseHistogram(text, NINE_P.keys)).toEqual({ reason: expect.stringContaining('12 events') });
  });

  it('is read whatever it holds', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseHistogram(text, NINE_P.keys)));
    const entry = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(255), fc.nat());
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const lines = entries.map(
          ([clnt, type, count]) => `{ clnt: ${clnt}, type: ${`${type}`.padStart(10)} } hitcount: ${`${count}`.padStart(10)}`,
        );
        const tally = parseHistogram(
          `# event histogram\n\n${lines.join('\n')}\n\nTotals:\n    Hits: 1\n    Entries: 1\n    Dropped: 0\n`,
          NINE_P.keys,
        );
        expect(hits(tally)).toEqual(entries.map(([clnt, type, count]) => ({ keys: [`${clnt}`, `${type}`], hits: count })));
      }),
    );
  });
});

describe('a trace buffer', () => {
  const PROBE: TracedEvent = {
    path: 'x/fuse_simple_request',
    keys: ['connection', 'opcode'],
    printed: /\bconnection=(\d+) opcode=(\d+)/,
  };
  it.each([
    [NINE_P, '9p_client_req: client 18385727715354827968 request P9_TWRITE tag  0', ['18385727715354827968', 'P9_TWRITE']],
    [
      BOUNCED,
      'swiotlb_bounced: dev_name: 0000:00:04.0 dma_mask=ffffffffffffffff dev_addr=3fea59e0 size=16 FORCE',
      ['0000:00:04.0', '16'],
    ],
    [FUSE, 'fuse_request_send: connection 36 req 4 opcode 17 (FUSE_STATFS) len 40 ', ['36', '17']],
    [
      PROBE,
      'fuse_simple_request: (fuse_simple_request+0x0/0x5f0 [fuse]) connection=18383768130081926784 opcode=29',
      ['18383768130081926784', '29'],
    ],
  ] as const)('of $path: %s', (event, line, keys) => {
    expect(tallyLines(['# tracer: nop', line, line, 'sched_switch: prev_comm=x'], event)).toEqual({ hits: [{ keys, hits: 2 }] });
  });

  it('with a line that is printed in another way counts nothing', () => {
    expect(tallyLines(['9p_client_req: clnt=7 type=8'], NINE_P)).toEqual({ reason: expect.stringContaining('unknown way') });
  });

  it('tells what it lost', () => {
    const stats =
      'entries: 89\noverrun: 3\ncommit overrun: 1\nbytes: 2620\noldest event ts:     6.27\nnow ts:     6.85\ndropped events: 7\nread events: 0\n';
    expect(lostEvents(stats)).toBe(11);
  });

  it('is read whatever it holds', () => {
    fc.assert(fc.property(fc.array(fc.string()), (lines) => void tallyLines(lines, FUSE)));
  });
});

describe('types of requests', () => {
  it.each([
    ['110', 'Twalk'],
    ['P9_TWALK', 'Twalk'],
    ['P9_TLCREATE', 'Tlcreate'],
    ['14', 'Tlcreate'],
    ['250', 'type-250'],
  ])('9P %s is %s', (key, name) => expect(ninePType(key)).toBe(name));

  it.each([
    ['1', 'LOOKUP'],
    ['44', 'READDIRPLUS'],
    ['45', 'RENAME2'],
    ['4096', 'opcode-4096'],
  ])('FUSE %s is %s', (key, name) => expect(fuseOpcode(key)).toBe(name));
});

describe('requests of one target', () => {
  const source = (): RequestSource =>
    new RequestSource({ source: 'fuse', transports: ['virtiofs'], typeName: fuseOpcode, statfs: 'STATFS' });
  const tallyOf = (...rows: readonly [client: string, type: string, hits: number][]): Tally => ({
    hits: rows.map(([client, type, count]) => ({ keys: [client, type], hits: count })),
  });
  const DRIVE = { id: 'drive-d', transport: 'virtiofs' } as const;

  it('are those of the client that sent as many STATFS as were asked for', () => {
    const fuse = source();
    fuse.learn(DRIVE, 3, tallyOf(['36', '17', 3], ['36', '3', 9], ['40', '17', 1]));
    expect(fuse.counts('drive-d', tallyOf(['36', '1', 8], ['36', '3', 2], ['40', '1', 5]))).toMatchObject([
      { counter: 'requests', key: 'GETATTR', value: 2 },
      { counter: 'requests', key: 'LOOKUP', value: 8 },
      { counter: 'other-requests', value: 5 },
    ]);
    expect(fuse.counts('drive-d', tallyOf())).toMatchObject([
      { counter: 'requests', value: 0 },
      { counter: 'other-requests', value: 0 },
    ]);
  });

  it.each([
    ['nobody did', 3, tallyOf(['36', '17', 2])],
    ['two did', 3, tallyOf(['36', '17', 3], ['40', '17', 3])],
    ['the target did not answer', null, tallyOf(['36', '17', 3])],
    ['the kernel cannot tell', 3, { reason: 'no such event' }],
  ])('are not known when %s', (_why, calls, tally) => {
    const fuse = source();
    fuse.learn(DRIVE, calls, tally);
    expect(fuse.counts('drive-d', tallyOf(['36', '1', 8]))).toMatchObject([{ value: null, reason: expect.any(String) }]);
  });

  it('on another file system are only those of the others', () => {
    const fuse = source();
    fuse.learn({ id: 'native', transport: 'native' }, 3, tallyOf(['36', '17', 3]));
    expect(fuse.counts('native', tallyOf(['36', '1', 8]))).toMatchObject([{ counter: 'other-requests', value: 8 }]);
  });
});

describe('bounced mappings', () => {
  it('are counted by device and size, bytes by device', () => {
    const tally = {
      hits: [
        ['b', '4096', 2],
        ['a', '16', 3],
        ['a', '4096', 1],
        ['a', '40', 1],
      ].map(([device, size, count]) => ({ keys: [`${device}`, `${size}`], hits: Number(count) })),
    };
    const rows = bouncedCounts(tally, (device) => `virtiofs@${device}`);
    expect(rows.map(({ counter, key, subkey, value }) => [counter, key, subkey, value])).toEqual([
      ['bounced-mappings', 'virtiofs@a', '16', 3],
      ['bounced-mappings', 'virtiofs@a', '40', 1],
      ['bounced-mappings', 'virtiofs@a', '4096', 1],
      ['bounced-mappings', 'virtiofs@b', '4096', 2],
      ['bounced-bytes', 'virtiofs@b', null, 8192],
      ['bounced-bytes', 'virtiofs@a', null, 4184],
    ]);
  });

  it('that never happened are 0', () => {
    expect(bouncedCounts({ hits: [] })).toMatchObject([{ counter: 'bounced-mappings', value: 0, reason: null }]);
  });
});
