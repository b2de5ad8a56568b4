import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../repo-clone/testing/play.ts';
import { firstDifference, readManifest } from './manifest.ts';

describe('the manifest of an installed tree', () => {
  it('is in the order of its paths and leaves out what npm keeps for itself', () => {
    expect(readManifest(installed())).toMatchInlineSnapshot(`
      [
        {
          "kind": "link",
          "path": ".bin/one",
          "target": "../one/index.js",
        },
        {
          "kind": "file",
          "path": "one/index.js",
          "sha256": "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865",
          "size": 2,
        },
        {
          "kind": "file",
          "path": "one/package.json",
          "sha256": "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
          "size": 3,
        },
      ]
    `);
  });

  it.each<[string, (root: string) => void, RegExp | null]>([
    ['nothing', () => undefined, null],
    [
      'a changed byte',
      (root) => writeFileSync(join(root, 'one/index.js'), '2\n'),
      /^one\/index\.js is a file of 2 bytes with sha256 \w+, expected/,
    ],
    ['a shorter file', (root) => writeFileSync(join(root, 'one/index.js'), ''), /^one\/index\.js is a file of 0 bytes/],
    ['a missing file', (root) => rmSync(join(root, 'one/index.js')), /^one\/index\.js is missing$/],
    ['a missing last file', (root) => rmSync(join(root, 'one/package.json')), /^one\/package\.json is missing$/],
    [
      'a file too many',
      (root) => writeFileSync(join(root, 'one/other.js'), ''),
      /^one\/other\.js is there but was not expected$/,
    ],
    ['another link', (root) => link(root, '../one/other.js'), /^\.bin\/one is a link to \.\.\/one\/other\.js, expected/],
    ['a copy for a link', (root) => copy(root), /^\.bin\/one is a file of 2 bytes .* expected a link/],
  ])('tells %s', (_, change, expected) => {
    const before = readManifest(installed());
    const root = installed();
    change(root);
    const difference = firstDifference(before, readManifest(root));
    if (expected === null) expect(difference).toBeNull();
    else expect(difference).toMatch(expected);
  });

  it('is refused where npm did not finish', () => {
    const root = installed();
    rmSync(join(root, '.package-lock.json'));
    expect(() => readManifest(root)).toThrow('.package-lock.json is missing');
  });
});

function installed(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'one'));
  mkdirSync(join(root, '.bin'));
  writeFileSync(join(root, 'one/index.js'), '1\n');
  writeFileSync(join(root, 'one/package.json'), '{}\n');
  writeFileSync(join(root, '.package-lock.json'), '{}');
  symlinkSync('../one/index.js', join(root, '.bin/one'));
  return root;
}

function link(root: string, target: string): void {
  rmSync(join(root, '.bin/one'));
  symlinkSync(target, join(root, '.bin/one'));
}

function copy(root: string): void {
  rmSync(join(root, '.bin/one'));
  writeFileSync(join(root, '.bin/one'), '1\n');
}
