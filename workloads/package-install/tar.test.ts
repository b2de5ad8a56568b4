import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gzip, tar } from './tar.ts';

const ENTRIES = [
  { path: 'package/package.json', content: Buffer.from('{}\n') },
  { path: 'package/lib/empty.js', content: Buffer.alloc(0) },
  { path: 'package/lib/block.js', content: Buffer.alloc(512, 'x') },
];

describe('tar', () => {
  it('is read by the tar of the system, with the names, sizes and times that npm gives', () => {
    const list = execFileSync('tar', ['-tvz', '--numeric-owner', '-f', '-'], {
      input: gzip(tar(ENTRIES)),
      env: { ...process.env, TZ: 'UTC' },
    });
    expect(
      list
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ')),
    ).toEqual([
      '-rw-r--r-- 0/0 3 1985-10-26 08:15 package/package.json',
      '-rw-r--r-- 0/0 0 1985-10-26 08:15 package/lib/empty.js',
      '-rw-r--r-- 0/0 512 1985-10-26 08:15 package/lib/block.js',
    ]);
  });

  it('gives the same bytes everywhere', () => {
    expect(createHash('sha256').update(tar(ENTRIES)).digest('hex')).toMatchInlineSnapshot(
      `"82e669c16e2fefd1c62d3b4567841ac07f7e3241df17d46c4f30f1a70e0a2483"`,
    );
  });

  it('refuses a name that ustar cannot hold', () => {
    expect(() => tar([{ path: 'a'.repeat(101), content: Buffer.alloc(0) }])).toThrow('more than 100 bytes');
  });
});
