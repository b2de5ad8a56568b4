import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFormat } from './event-format.ts';
import { readPage } from './ring-page.ts';

const word = (...values: readonly number[]): number[] =>
  values.flatMap((value) => [...new Uint8Array(Uint32Array.of(value).buffer)]);

/** A page that begins at `time`, with these words of records. */
function page(time: bigint, records: readonly number[], missed = 0): DataView {
  const bytes = Buffer.alloc(4096);
  bytes.writeBigUInt64LE(time, 0);
  bytes.writeUInt32LE((records.length | missed) >>> 0, 8);
  bytes.set(records, 16);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const visits = (view: DataView): [number, number][] => {
  const seen: [number, number][] = [];
  readPage(view, (offset, at) => seen.push([offset, at]));
  return seen;
};

const data = (words: number, delta: number): number[] => word((delta << 5) | words, ...Array<number>(words).fill(0));

describe('a page of the trace buffer', () => {
  it('gives each record with its place and its time', () => {
    expect(visits(page(10n ** 12n, [...data(2, 5), ...data(3, 7)]))).toEqual([
      [20, 1e12 + 5],
      [32, 1e12 + 12],
    ]);
  });

  it('extends times that do not fit 27 bits, and takes whole ones', () => {
    const extended = word((9 << 5) | 30, 4);
    const whole = word((3 << 5) | 31, 100);
    expect(visits(page(1000n, [...extended, ...data(1, 1), ...whole, ...data(1, 2)])).map(([, at]) => at)).toEqual([
      1000 + 9 + 4 * 2 ** 27 + 1,
      100 * 2 ** 27 + 3 + 2,
    ]);
  });

  it('holds records of any length, and room that is not used', () => {
    const long = word((1 << 5) | 0, 4 + 200, ...Array<number>(50).fill(0));
    const discarded = word((1 << 5) | 29, 4 + 8, 0, 0);
    expect(visits(page(0n, [...long, ...discarded, ...data(1, 1), ...word(29)])).map(([offset]) => offset)).toEqual([24, 244]);
  });

  it('is as long as it says, whether or not events were lost before it', () => {
    expect(visits(page(0n, data(1, 1), 0x8000_0000))).toHaveLength(1);
  });

  it('is read to its end whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 300 }), (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        for (const [offset] of visits(view)) expect(offset).toBeLessThanOrEqual(view.byteLength);
      }),
    );
  });
});

describe('the format of an event', () => {
  it('names each field with its offset', () => {
    const text = `name: sched_switch
ID: 316
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;
\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;
\tfield:__data_loc char[] name;\toffset:28;\tsize:4;\tsigned:0;

print fmt: "prev_comm=%s"
`;
    const format = parseFormat(text);
    expect([format?.id, [...(format?.offsets ?? [])]]).toEqual([
      316,
      [
        ['common_type', 0],
        ['prev_comm', 8],
        ['prev_pid', 24],
        ['name', 28],
      ],
    ]);
  });

  it('without a number is none', () => expect(parseFormat('name: x\nformat:\n')).toBeNull());
});
