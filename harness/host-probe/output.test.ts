import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST_PROBE_OPERATIONS, type HostProbeOperation, probedFolderSchema } from '../core/host-probe.ts';
import { parseProbeOutput } from './output.ts';

/** As scripts/host-probe.ps1 prints on Windows, where lines end in CRLF. */
function printed(operations: readonly HostProbeOperation[], runtime = 'PowerShell 5.1'): string {
  const lines = operations.map((operation, index) => JSON.stringify({ operation, n: 2, samplesNs: [index * 100, 12300] }));
  return [JSON.stringify({ runtime }), ...lines, ''].join('\r\n');
}

const WHOLE = printed(HOST_PROBE_OPERATIONS);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('what the far side printed is read', () => {
  it.each([
    ['as UTF-8', Buffer.from(WHOLE)],
    ['as UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(WHOLE)])],
    ['as UTF-16', utf16(WHOLE)],
    ['as UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(WHOLE)])],
    ['as UTF-16 with the other end first', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(WHOLE).swap16()])],
    ['behind the words of a profile', Buffer.from(`Willkommen, Jörg!\r\n${WHOLE}`)],
    ['behind words in a code page', Buffer.concat([Buffer.from([0x9a, 0x81, 0x0d, 0x0a]), Buffer.from(WHOLE)])],
    ['before an empty line', Buffer.from(`${WHOLE}\r\n\r\n`)],
  ])('%s', (_, bytes) => {
    const found = parseProbeOutput(bytes);
    expect(found.unavailable).toEqual([]);
    expect(found.runtime).toBe('PowerShell 5.1');
    expect(found.operations.map(({ operation }) => operation)).toEqual(HOST_PROBE_OPERATIONS);
    expect(found.operations[2]).toEqual({ operation: 'stat.d3', n: 2, samplesNs: [200, 12300] });
  });
});

const noAnswer = (operation: HostProbeOperation): unknown => ({ operation, reason: 'no-answer', detail: null });

describe('of an answer that is not whole', () => {
  it('what is there is taken, and what is not is named', () => {
    const cut = Buffer.from(WHOLE.slice(0, WHOLE.indexOf('"rename"') + 15));
    expect(parseProbeOutput(cut)).toMatchObject({
      operations: [{ operation: 'null' }, { operation: 'stat.d0' }, { operation: 'stat.d3' }, {}, { operation: 'create-close' }],
      unavailable: ['rename', 'read.4k', 'read.256k', 'write.4k', 'list.100', 'fsync', 'unlink'].map((name) =>
        noAnswer(name as HostProbeOperation),
      ),
    });
  });

  it('an operation that failed says how, and the others stay', () => {
    const line = '{"operation":"fsync","failed":"System.UnauthorizedAccessException 0x80070005"}\r\n';
    const text = printed(HOST_PROBE_OPERATIONS.filter((name) => name !== 'fsync')) + line;
    expect(parseProbeOutput(Buffer.from(text)).unavailable).toEqual([
      { operation: 'fsync', reason: 'failed', detail: 'System.UnauthorizedAccessException 0x80070005' },
    ]);
  });

  it('what failed before anything was measured is told once for all', () => {
    const text = '{"runtime":"PowerShell 5.1"}\n{"operation":null,"failed":"System.IO.IOException 0x80070070"}\n';
    const { operations, unavailable } = parseProbeOutput(Buffer.from(text));
    expect(operations).toEqual([]);
    expect(unavailable).toEqual([{ operation: null, reason: 'failed', detail: 'System.IO.IOException 0x80070070' }]);
  });

  it.each([
    ['nothing', ''],
    ['a refusal of the system', 'Dieses Programm wird durch eine Gruppenrichtlinie geblockt.'],
    ['operations of nobody', WHOLE.slice(WHOLE.indexOf('\n') + 1)],
    ['two answers', WHOLE + WHOLE],
  ])('%s is no answer', (_, text) => {
    expect(parseProbeOutput(Buffer.from(text))).toEqual({
      runtime: null,
      operations: [],
      unavailable: [{ operation: null, reason: 'no-answer', detail: null }],
    });
  });
});

describe('hostile output', () => {
  it.each([
    ['another count', '{"operation":"stat.d0","n":3,"samplesNs":[1,2]}'],
    ['no samples', '{"operation":"stat.d0","n":0,"samplesNs":[]}'],
    ['a negative time', '{"operation":"stat.d0","n":1,"samplesNs":[-1]}'],
    ['half a nanosecond', '{"operation":"stat.d0","n":1,"samplesNs":[0.5]}'],
    ['a time beyond all numbers', '{"operation":"stat.d0","n":1,"samplesNs":[1e999]}'],
    ['words for a time', '{"operation":"stat.d0","n":1,"samplesNs":["1"]}'],
    ['a field too many', '{"operation":"stat.d0","n":1,"samplesNs":[1],"path":"C:\\\\Users\\\\me"}'],
    ['an answer given twice', '{"operation":"stat.d0","n":1,"samplesNs":[1]}\n{"operation":"stat.d0","n":1,"samplesNs":[2]}'],
    ['a message in place of a kind', '{"operation":"stat.d0","failed":"C:\\\\Users\\\\me is gone"}'],
  ])('%s is not believed', (_, lines) => {
    const found = parseProbeOutput(Buffer.from(`{"runtime":"PowerShell 5.1"}\n${lines}\n`));
    expect(found.operations).toEqual([]);
    expect(found.unavailable).toContainEqual(noAnswer('stat.d0'));
  });

  it('is a record of the schema, without its words, whatever the bytes are', () => {
    const piece = fc.oneof(
      fc.constantFrom('{"runtime":"PowerShell 5.1"}', '{"runtime":"cmd C:\\\\secret 1"}', '\n', '\r\n', '\0', '\ufeff', 'secret'),
      fc.constantFrom(...HOST_PROBE_OPERATIONS.map((name) => `{"operation":"${name}","n":1,"samplesNs":[7]}\n`)),
      fc.constantFrom('{"operation":"unlink","failed":"System.X secret"}\n', '{"__proto__":{"runtime":"secret"}}\n', '{"a":'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('utf8', 'utf16le', 'latin1'), (pieces, encoding) => {
        const found = parseProbeOutput(Buffer.from(pieces.join(''), encoding as BufferEncoding));
        expect(probedFolderSchema.parse(found)).toEqual(found);
        expect(JSON.stringify(found)).not.toContain('secret');
      }),
    );
  });
});
