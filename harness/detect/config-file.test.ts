import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configFileSchema } from '../core/environment.ts';
import { parseConfigText } from './config-file.ts';
import { readConfig, WSL_CONF_KEYS, WSLCONFIG_KEYS } from './config-values.ts';

describe('a line of .wslconfig, as WSL reads it', () => {
  it.each([
    ['a=b', 'b'],
    ['a = b c \t', 'b c'],
    ['a=', ''],
    ['a=b # comment', 'b'],
    ['a=b#comment', 'b'],
    ['a="b # no comment"', 'b # no comment'],
    ['a="b  "', 'b  '],
    ['a=b "c" d', 'b c d'],
    ['a=C:\\\\x', 'C:\\x'],
    ['a=C:/Users', 'C:/Users'],
    ['a=say \\"hi\\"', 'say "hi"'],
    ['a=tab\\there', 'tab\there'],
    ['a=one \\\n  two', 'one   two'],
  ])('%j has the value %j', (text, value) => {
    expect(parseConfigText(text)).toMatchObject({ assignments: [{ key: 'a', value }], warnings: [] });
  });

  it.each([
    ['a=C:\\Users', 'bad-escape'],
    ['a="open', 'invalid-line'],
    ['a b', 'invalid-line'],
    ['; comment', 'invalid-line'],
    ['1a=b', 'invalid-line'],
    ['[wsl2', 'invalid-line'],
    ['[wsl-2]', 'invalid-line'],
    ['[wsl2] x', 'invalid-line'],
    ['[]', 'invalid-line'],
  ])('%j is dropped: %s', (text, code) => {
    // The next line is read all the same, under the section that held before.
    expect(parseConfigText(`[s]\n${text}\nz=1`)).toMatchObject({
      assignments: [{ key: 's.z', value: '1', line: 3 }],
      warnings: [{ code, line: 2 }],
    });
  });

  it('drops a backslash that the file ends with', () => {
    expect(parseConfigText('a=b\\')).toMatchObject({ assignments: [], warnings: [{ code: 'bad-escape', line: 1 }] });
  });

  it('counts lines across comments, continuations and empty lines', () => {
    const { assignments } = parseConfigText('# one\n\n[s] # three\na=1 \\\n2\n\nb=3');
    expect(assignments.map(({ key, line }) => [key, line])).toEqual([
      ['s.a', 4],
      ['s.b', 7],
    ]);
  });
});

describe('a value', () => {
  it.each([
    ['virtiofs=1', { 'wsl2.virtiofs': true }],
    ['virtiofs=False', { 'wsl2.virtiofs': false }],
    ['VIRTIOFS=true', { 'wsl2.virtiofs': true }],
    ['virtiofs=on', {}],
    ['virtiofs=', {}],
    ['memory=4GB', { 'wsl2.memory': 4 * 1024 ** 3 }],
    ['memory=512M', { 'wsl2.memory': 512 * 1024 ** 2 }],
    ['memory=1T', { 'wsl2.memory': 1024 ** 4 }],
    ['memory=100', { 'wsl2.memory': 100 }],
    ['memory=4 GB', {}],
    ['memory=4gb', {}],
    ['memory=50%', {}],
    ['processors=0x10', { 'wsl2.processors': 16 }],
    ['processors=010', { 'wsl2.processors': 8 }],
    ['processors=0', { 'wsl2.processors': 0 }],
    ['processors=08', {}],
    ['processors=four', {}],
    ['processors=99999999999', {}],
  ])('%s is read as %j', (line, values) => {
    const file = readConfig('x', `[wsl2]\n${line}`, WSLCONFIG_KEYS);
    expect(file.values).toEqual(values);
    expect(file.warnings).toHaveLength(Object.keys(values).length === 0 ? 1 : 0);
  });

  it('is that of the first occurrence, even when that one is nonsense', () => {
    expect(readConfig('x', '[wsl2]\nvirtiofs=yes\nvirtiofs=true', WSLCONFIG_KEYS)).toMatchObject({
      values: {},
      warnings: [{ code: 'invalid-value' }, { code: 'duplicate' }],
    });
  });

  it('belongs to its section', () => {
    expect(readConfig('x', '[experimental]\nvirtiofs=true', WSLCONFIG_KEYS)).toMatchObject({
      values: {},
      warnings: [{ code: 'unknown-key' }],
    });
  });

  it('of wsl.conf is read by the same rules', () => {
    const file = readConfig('x', '[interop]\nappendWindowsPath=false\n[boot]\nsystemd=true', WSL_CONF_KEYS);
    expect(file).toMatchObject({ values: { 'interop.appendWindowsPath': false, 'boot.systemd': true }, warnings: [] });
  });
});

it('never throws, reads on after anything, and stays bounded', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '[wsl2]',
      '\n',
      '\r\n',
      '\r',
      '=',
      '"',
      '\\',
      '\\\n',
      '#',
      ' ',
      'virtiofs',
      'memory',
      '8GB',
      '[',
      ']',
      '__proto__',
      'constructor',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const file = configFileSchema.parse(readConfig('x', `${text}\n[wsl2]\nguiApplications=true`, WSLCONFIG_KEYS));
      expect(file.warnings.length).toBeLessThanOrEqual(51);
      // Whatever came before, a later good line counts, unless a quotation mark or a continuation swallowed its section.
      if (!/["\\]/.test(text)) expect(file.values['wsl2.guiApplications']).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('takes megabytes of nonsense in its stride', () => {
  for (const text of ['[', 'a=\\x\n', '"', 'a=b', '\n', 'a', '\\\n', '=\n']) {
    expect(readConfig('x', text.repeat(4_000_000 / text.length), WSLCONFIG_KEYS).warnings.length).toBeLessThanOrEqual(51);
  }
});
