import { expect, it } from 'vitest';
import { compareVersions, versionParts } from './version-order.ts';

it.each([
  ['2.7.12.0', '2.7.9.0', 1],
  ['2.9', '2.9.0.0', 0],
  ['6.18.33.2-microsoft-standard-WSL2', '6.18.40.1', -1],
  ['6.6.87.2-1', '6.6.87.2', 0],
  ['10.0', '9.9', 1],
  ['', '0', 0],
])('%s against %s is %i', (a, b, sign) => {
  expect(Math.sign(compareVersions(versionParts(a), versionParts(b)))).toBe(sign);
});

it('reads no version where the text does not start with one', () => {
  expect(versionParts('v2.3')).toEqual([]);
  expect(versionParts('99999999999999999999')).toEqual([999_999_999]);
});
