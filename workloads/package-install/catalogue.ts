import { createHash } from 'node:crypto';
import { randomFor, shuffled } from '../../harness/core/random.ts';
import { contentFor } from '../inputs/content.ts';
import { fileSizes } from '../inputs/sizes.ts';
import type { PlannedFile, TreeSpec } from '../inputs/tree.ts';
import { filesPerPackage, foldersPerPackage, packageFiles } from './files.ts';
import { type PackageGraph, type PackageNode, planGraph } from './graph.ts';
import type { TarEntry } from './tar.ts';

/** A package with the files that npm will unpack. */
export interface PlannedPackage extends PackageNode {
  readonly files: readonly PlannedFile[];
}

export interface Catalogue {
  readonly graph: PackageGraph;
  readonly packages: readonly PlannedPackage[];
}

/** Which packages there are, how they depend on each other and what lies in them; no content yet. `tree` gives the counts and the sizes. */
export function planCatalogue(packageCount: number, tree: TreeSpec, seed: number): Catalogue {
  const graph = planGraph(packageCount, seed);
  const random = randomFor(seed, 'catalogue');
  const others = tree.files - packageCount;
  const counts = filesPerPackage(packageCount, others, random);
  const scopes = new Set(graph.packages.filter(({ name }) => name.startsWith('@')).map(({ name }) => name.split('/')[0]));
  const folders = foldersPerPackage(counts, Math.max(0, tree.directories - packageCount - scopes.size));
  const sizes = shuffled(fileSizes({ ...tree, files: others }), random);

  let used = 0;
  const packages = graph.packages.map((node, index) => {
    const count = counts[index] ?? 1;
    const own = sizes.slice(used, used + count);
    used += count;
    return { ...node, files: packageFiles(node.location, own, folders[index] ?? 0, node.command !== null, seed) };
  });
  return { graph, packages };
}

/** What the package's tarball holds, `package.json` first as npm packs it. */
export function packageEntries(node: PlannedPackage, seed: number): TarEntry[] {
  const files = node.files.map(({ path, size }) => ({
    path,
    content: contentFor(`${node.name}@${node.version}/${path}`, size, seed),
  }));
  return [{ path: 'package.json', content: Buffer.from(packageJson(node)) }, ...files];
}

function packageJson(node: PlannedPackage): string {
  const { name, version, dependencies, command } = node;
  const bin = command === null ? {} : { bin: { [command]: 'cli.js' } };
  const description = `Synthetic package ${createHash('sha256').update(name).digest('hex').slice(0, 12)} of mntbench`;
  return `${JSON.stringify({ name, version, description, license: 'MIT', ...bin, dependencies }, null, 2)}\n`;
}
