import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareTree } from './compare-tree.ts';
import { contentFor } from './content.ts';
import { TREES } from './presets.ts';
import { planTree } from './tree.ts';
import { writeTree } from './write-tree.ts';

const SEED = 11;
const plan = planTree(TREES.tiny, SEED);
const [victim] = plan.files.filter((file) => file.size > 100);
const path = victim?.path ?? '';

describe('compareTree', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mntbench-compare-'));
    writeTree(root, plan, SEED);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const compare = (): void =>
    compareTree(
      root,
      plan.directories,
      plan.files.map((file) => ({ ...file, content: () => contentFor(file.path, file.size, SEED) })),
    );

  it('accepts the tree that was written, also when written twice', () => {
    expect(compare).not.toThrow();
    writeTree(root, plan, SEED);
    expect(compare).not.toThrow();
  });
  it('names a wrong byte', () => {
    const bytes = Buffer.from(contentFor(path, victim?.size ?? 0, SEED));
    bytes[42] = (bytes[42] ?? 0) ^ 1;
    writeFileSync(join(root, path), bytes);
    expect(compare).toThrow(/expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}; first difference at byte 42/);
  });
  it('names a wrong size', () => {
    appendFileSync(join(root, path), 'x');
    expect(compare).toThrow(`expected ${victim?.size} bytes, got ${(victim?.size ?? 0) + 1}`);
  });
  it('names a missing file', () => {
    unlinkSync(join(root, path));
    expect(compare).toThrow(`missing file ${path}, 1 in all`);
  });
  it('names an extra file and an extra directory', () => {
    writeFileSync(join(root, 'extra.js'), '');
    expect(compare).toThrow('extra file extra.js');
    unlinkSync(join(root, 'extra.js'));
    mkdirSync(join(root, 'more'));
    expect(compare).toThrow('extra directory more');
  });
  it('refuses a link in place of a file', () => {
    unlinkSync(join(root, path));
    symlinkSync('/dev/null', join(root, path));
    expect(compare).toThrow('expected a regular file');
  });
});
