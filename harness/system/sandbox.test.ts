import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../core/errors.ts';
import { type Owner, thisProcess } from './owner.ts';
import { removeTree } from './remove-tree.ts';
import { releaseSandbox, SANDBOX_NAME, takeSandbox } from './sandbox.ts';

let target: string;
beforeEach(() => {
  target = mkdtempSync(join(tmpdir(), 'mntbench-sandbox-'));
});
afterEach(() => rmSync(target, { recursive: true, force: true }));

/** A process number that was given away again: same pid, other start. */
const dead = (): Owner => ({ ...thisProcess(), startTicks: 1 });
const complaint = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.complaint.code;
    throw error;
  }
  return 'none';
};

describe('a sandbox', () => {
  it('is made on the target and removed with all that is in it', () => {
    const { path } = takeSandbox(target, 'run-1', thisProcess());
    mkdirSync(join(path, 'a/b'), { recursive: true });
    writeFileSync(join(path, 'a/b/c'), 'x');
    releaseSandbox(path, 'run-1');
    expect(readdirSync(target)).toEqual([]);
  });

  it('is refused to a second run while the first one lives', () => {
    takeSandbox(target, 'run-1', thisProcess());
    expect(complaint(() => takeSandbox(target, 'run-2', thisProcess()))).toBe('target-busy');
    expect(existsSync(join(target, SANDBOX_NAME, 'owner.json'))).toBe(true);
  });

  it('of a killed run is removed by the next one', () => {
    const { path } = takeSandbox(target, 'run-1', dead());
    writeFileSync(join(path, 'left'), 'x');
    const next = takeSandbox(target, 'run-2', thisProcess());
    expect(next.cleaned).toEqual(['run-1']);
    expect(readdirSync(next.path)).toEqual(['owner.json']);
    expect(readdirSync(target)).toEqual([SANDBOX_NAME]);
  });

  it('of another namespace counts as living while its marker is young', () => {
    takeSandbox(target, 'run-1', { ...thisProcess(), pidNamespace: 'pid:[1]' });
    expect(complaint(() => takeSandbox(target, 'run-2', thisProcess()))).toBe('target-busy');
  });

  it.each(['file', 'folder', 'link'] as const)(
    'is not taken when a %s of that name is not ours, and that stays as it is',
    (kind) => {
      const path = join(target, SANDBOX_NAME);
      if (kind === 'file') writeFileSync(path, 'mine');
      if (kind === 'folder') mkdirSync(path);
      if (kind === 'link') symlinkSync(tmpdir(), path);
      expect(complaint(() => takeSandbox(target, 'run-1', thisProcess()))).toBe('sandbox-foreign');
      expect(readdirSync(target)).toEqual([SANDBOX_NAME]);
    },
  );

  it('is not made inside another sandbox', () => {
    const { path } = takeSandbox(target, 'run-1', thisProcess());
    const inner = join(path, 'inner');
    mkdirSync(inner);
    expect(complaint(() => takeSandbox(inner, 'run-2', thisProcess()))).toBe('target-inside-sandbox');
  });

  it('is not removed for another run than its own', () => {
    const { path } = takeSandbox(target, 'run-1', thisProcess());
    expect(() => releaseSandbox(path, 'run-2')).toThrow(/its marker names run-1, not run-2/);
    expect(existsSync(path)).toBe(true);
  });
});

describe('removing a tree', () => {
  it('removes a planted link and leaves what it points to', () => {
    const outside = join(target, 'outside');
    const tree = join(target, 'tree');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'kept');
    mkdirSync(join(tree, 'deep'), { recursive: true });
    symlinkSync(outside, join(tree, 'deep', 'escape'));
    symlinkSync(join(outside, 'precious'), join(tree, 'file-link'));
    symlinkSync('/', join(tree, 'root-link'));
    removeTree(tree);
    expect(existsSync(tree)).toBe(false);
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('kept');
  });

  it('refuses a link in place of the folder', () => {
    mkdirSync(join(target, 'real'));
    symlinkSync(join(target, 'real'), join(target, 'link'));
    expect(() => removeTree(join(target, 'link'))).toThrow(/not a directory/);
    expect(existsSync(join(target, 'real'))).toBe(true);
  });

  it('is silent about a folder that is gone', () => {
    expect(() => removeTree(join(target, 'never'))).not.toThrow();
  });
});
