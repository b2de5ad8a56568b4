import { describe, expect, it } from 'vitest';
import { TREE_BYTES, TREES } from '../inputs/presets.ts';
import { planCatalogue } from './catalogue.ts';
import { PRESETS } from './presets.ts';

describe.each(Object.values(PRESETS))('$packages packages of $tree', ({ packages: count, tree }) => {
  const { graph, packages } = planCatalogue(count, TREES[tree], 3);
  const files = packages.flatMap((node) => [
    `${node.location}/package.json`,
    ...node.files.map(({ path }) => `${node.location}/${path}`),
  ]);

  it('has the counts that were asked for', () => {
    expect(packages).toHaveLength(count);
    expect(files).toHaveLength(TREES[tree].files);
    expect(new Set(files.map((path) => path.toLowerCase())).size).toBe(files.length);
    const bytes = packages.flatMap((node) => node.files).reduce((sum, { size }) => sum + size, 0);
    // A package.json is smaller than the file whose place it takes.
    expect(bytes).toBeGreaterThan(TREE_BYTES[tree] * 0.75);
    const folders = new Set(files.flatMap(ancestors));
    expect(Math.abs(folders.size - TREES[tree].directories) / TREES[tree].directories).toBeLessThan(0.35);
  });

  it('has a version for every dependency, flat or nested below the one that wants it', () => {
    const at = new Map(graph.packages.map((node) => [node.location, node]));
    for (const node of graph.packages) {
      for (const [name, range] of Object.entries(node.dependencies)) {
        const found = at.get(`${node.location}/node_modules/${name}`) ?? at.get(`node_modules/${name}`);
        expect(`^${found?.version}`).toBe(range);
      }
    }
    expect(graph.packages.some(({ location }) => location.lastIndexOf('node_modules') > 0)).toBe(true);
    expect(graph.packages.some(({ command }) => command !== null)).toBe(true);
  });
});

/** Folders below the first `node_modules`. */
function ancestors(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
