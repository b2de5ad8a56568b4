import { expect, it } from 'vitest';
import { windowsPath } from './windows-path.ts';

it.each([
  ['C:', null, 'C:\\'],
  ['C:\\', '/', 'C:\\'],
  ['c:/', '/', 'C:\\'],
  ['D:\\', '/course/day20-project', 'D:\\course\\day20-project'],
  ['C:\\Program Files\\Docker', '/', 'C:\\Program Files\\Docker'],
  ['C:\\src\\', '/repo', 'C:\\src\\repo'],
  ['C:/Users/u', '/', 'C:\\Users\\u'],
  ['UNC\\server\\share one', '/', '\\\\server\\share one'],
  ['\\\\server\\share', '/sub', '\\\\server\\share\\sub'],
  ['somewhere', '/', null],
  ['', '/', null],
  [null, '/sub', null],
])('share %j mounted from %j is %j', (share, subPath, expected) => {
  expect(windowsPath(share, subPath)).toBe(expected);
});
