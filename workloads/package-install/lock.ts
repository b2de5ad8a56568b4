import type { JsonObject } from '../../harness/core/json.ts';
import type { PackageGraph, PackageNode } from './graph.ts';

const PROJECT = 'mntbench-install';
const VERSION = '1.0.0';

/** Where a tarball lies in the registry, as npm's own registry has it: `/@scope/name/-/name-1.2.3.tgz`. */
export function tarballPath(node: Pick<PackageNode, 'name' | 'version'>): string {
  return `${node.name}/-/${node.name.split('/').at(-1)}-${node.version}.tgz`;
}

export function projectManifest(graph: PackageGraph): JsonObject {
  return { name: PROJECT, version: VERSION, private: true, dependencies: graph.root };
}

/** A lockfile of version 3 with every address and integrity, so that `npm ci` asks for tarballs and for nothing else. */
export function lockfile(graph: PackageGraph, registry: string, integrity: (node: PackageNode) => string): JsonObject {
  const packages: Record<string, JsonObject> = { '': { name: PROJECT, version: VERSION, dependencies: graph.root } };
  for (const node of [...graph.packages].sort((a, b) => (a.location < b.location ? -1 : 1))) {
    packages[node.location] = {
      version: node.version,
      resolved: `${registry}${tarballPath(node)}`,
      integrity: integrity(node),
      license: 'MIT',
      ...(Object.keys(node.dependencies).length > 0 ? { dependencies: node.dependencies } : {}),
      ...(node.command === null ? {} : { bin: { [node.command]: 'cli.js' } }),
    };
  }
  return { name: PROJECT, version: VERSION, lockfileVersion: 3, requires: true, packages };
}
