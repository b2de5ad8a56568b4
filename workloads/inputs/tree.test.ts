import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TREE_BYTES, TREES, type TreeName, treeNamed } from './presets.ts';
import { planTree, RELATIVE_PATH_MAX_LENGTH, type TreePlan } from './tree.ts';

const NAMES = Object.keys(TREES) as TreeName[];
const MIB = 1024 * 1024;

/** MiB, from the table of measured presets. */
const TABLE_MIB: readonly [TreeName, number][] = [
  ['flat-1k', 0.98],
  ['install-s', 2.2],
  ['src-tree', 31.4],
  ['node_modules-m', 83.6],
  ['node_modules-l', 242],
  ['linux-like', 738],
];

const VALID_NAME = /^[a-z][a-z0-9-]*(\.[a-z]+)*$/;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

function sizesOf(plan: TreePlan): number[] {
  return plan.files.map((file) => file.size).sort((a, b) => a - b);
}

function depthOf(path: string): number {
  return path.split('/').length - 1;
}

function assertSound(plan: TreePlan): void {
  const directories = new Set<string>();
  for (const path of plan.directories) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    expect(parent === '' || directories.has(parent), `parent of ${path} comes first`).toBe(true);
    directories.add(path);
  }
  const all = [...plan.directories, ...plan.files.map((file) => file.path)];
  expect(new Set(all.map((path) => path.toLowerCase())).size).toBe(all.length);
  for (const path of all) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    expect(path.length).toBeLessThanOrEqual(RELATIVE_PATH_MAX_LENGTH);
    expect(name.length).toBeGreaterThanOrEqual(3);
    expect(name.length).toBeLessThanOrEqual(24);
    expect(name).toMatch(VALID_NAME);
    expect(name).not.toMatch(DEVICE);
  }
  for (const { path } of plan.files) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    expect(parent === '' || directories.has(parent), `directory of ${path} exists`).toBe(true);
  }
}

describe('planTree', () => {
  it.each(NAMES)('%s has the asked counts, bytes and depth', (name) => {
    const spec = treeNamed(name);
    const plan = planTree(spec, 7);
    expect(plan.files).toHaveLength(spec.files);
    expect(plan.directories).toHaveLength(spec.directories);
    expect(plan.totalBytes).toBe(TREE_BYTES[name]);
    expect(Math.abs(plan.meanDepth / spec.depthMean - 1)).toBeLessThan(0.05);
    expect(Math.max(...plan.directories.map(depthOf)) + 1).toBeLessThanOrEqual(spec.depthCap);
  });

  it.each(TABLE_MIB)('%s is %s MiB as published, within 1 %', (name, mib) => {
    expect(Math.abs(TREE_BYTES[name] / MIB / mib - 1)).toBeLessThan(0.01);
  });

  it.each(['tiny', 'install-s', 'src-tree', 'node_modules-m'] as const)(
    '%s keeps size multiset, depth and valid names for any seed',
    (name) => {
      const spec = treeNamed(name);
      const reference = sizesOf(planTree(spec, 1));
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
          const plan = planTree(spec, seed);
          expect(sizesOf(plan)).toEqual(reference);
          expect(Math.abs(plan.meanDepth / spec.depthMean - 1)).toBeLessThan(0.05);
          assertSound(plan);
        }),
        { numRuns: name === 'tiny' ? 100 : 3 },
      );
    },
  );

  it('leaves no directory empty, since git and packages have none', () => {
    const plan = planTree(TREES['src-tree'], 3);
    const parents = new Set(
      [...plan.directories, ...plan.files.map((file) => file.path)].map((path) => path.slice(0, path.lastIndexOf('/'))),
    );
    expect(plan.directories.filter((path) => !parents.has(path))).toEqual([]);
  });

  it('is the same for the same seed and another for another seed', () => {
    expect(planTree(TREES.tiny, 5)).toEqual(planTree(TREES.tiny, 5));
    expect(planTree(TREES.tiny, 5).files).not.toEqual(planTree(TREES.tiny, 6).files);
  });

  it('keeps the extension shares of real packages', () => {
    const { files } = planTree(TREES['src-tree'], 2);
    const share = (suffix: RegExp): number => files.filter((file) => suffix.test(file.path)).length / files.length;
    expect(share(/\.js$/)).toBeCloseTo(0.4, 2);
    expect(share(/\.js\.map$/)).toBeCloseTo(0.16, 2);
    expect(share(/\.d\.ts$/)).toBeCloseTo(0.16, 2);
  });

  it('stays valid for arbitrary small trees', () => {
    fc.assert(
      fc.property(
        fc.record({
          files: fc.integer({ min: 0, max: 300 }),
          directories: fc.integer({ min: 0, max: 60 }),
          depthCap: fc.integer({ min: 1, max: 13 }),
        }),
        fc.integer(),
        ({ files, directories, depthCap }, seed) => {
          const spec = { files, directories, depthCap, depthMean: 2, logMean: 7, logSigma: 2, giants: [], fixedSize: null };
          const plan = planTree(spec, seed);
          expect(plan.files).toHaveLength(files);
          expect(plan.directories).toHaveLength(directories);
          assertSound(plan);
        },
      ),
      { numRuns: 50 },
    );
  });
});
