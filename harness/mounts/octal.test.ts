import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeOctal } from './octal.ts';

it.each([
  ['C:\\134Program\\040Files', 'C:\\Program Files'],
  ['tab\\011newline\\012hash\\043', 'tab\tnewline\nhash#'],
  ['caf\\303\\251', 'café'],
  ['cut \\04', 'cut \\04'],
  ['not octal \\089', 'not octal \\089'],
  ['beyond a byte \\777', 'beyond a byte \\777'],
  ['one escape only: \\134040', 'one escape only: \\040'],
])('%j decodes to %j', (text, expected) => {
  expect(decodeOctal(text)).toBe(expected);
});

it('undoes what the kernel does to any name', () => {
  const mangle = (text: string): string =>
    text.replace(/[ \t\n\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => decodeOctal(mangle(name)) === name));
});
