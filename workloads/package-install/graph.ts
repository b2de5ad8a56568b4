import { randomFor } from '../../harness/core/random.ts';
import { packageNames } from './names.ts';

/** One package at one version, where npm puts it. */
export interface PackageNode {
  readonly name: string;
  readonly version: string;
  /** `node_modules/a` or, for a second version, `node_modules/b/node_modules/a`. */
  readonly location: string;
  /** Name → range. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Name of the command that the package brings, linked in `node_modules/.bin`. */
  readonly command: string | null;
}

export interface PackageGraph {
  readonly root: Readonly<Record<string, string>>;
  readonly packages: readonly PackageNode[];
}

/** Shares as counted in real trees (facts/workloads.md §1: 10 links in 124 packages). */
const SECOND_VERSION_SHARE = 0.06;
const COMMAND_SHARE = 0.08;
const ROOT_SHARE = 0.15;
/** Dependencies that a package has on average besides the one that brought it in. */
const EXTRA_EDGES = 0.5;

/**
 * A dependency graph as npm would lay it out flat: every package is wanted by the root or by an earlier package, and some are wanted
 * in an older version by one package, below which that version is nested.
 */
export function planGraph(count: number, seed: number): PackageGraph {
  const random = randomFor(seed, 'package graph');
  const nested = Math.max(1, Math.round(count * SECOND_VERSION_SHARE));
  const flat = packageNames(count - nested, random).map((name, index) => ({
    name,
    version: `${2 + random.below(4)}.${random.below(20)}.${random.below(10)}`,
    dependencies: new Map<string, string>(),
    isRoot: index < Math.max(2, Math.round(count * ROOT_SHARE)),
  }));
  const everyNth = Math.max(1, Math.floor(1 / COMMAND_SHARE));

  for (const [index, node] of flat.entries()) {
    if (node.isRoot) continue;
    const wanted = `^${node.version}`;
    flat[random.below(index)]?.dependencies.set(node.name, wanted);
    if (random.next() < EXTRA_EDGES) flat[random.below(index)]?.dependencies.set(node.name, wanted);
  }

  const seconds: PackageNode[] = [];
  while (seconds.length < nested) {
    const host = flat[random.below(flat.length)];
    const old = flat[random.below(flat.length)];
    if (host === undefined || old === undefined || host === old || host.dependencies.has(old.name)) continue;
    // One nested copy per package: two of them could draw the same version number for different content.
    if (seconds.some((second) => second.name === old.name)) continue;
    const version = `1.${random.below(20)}.${random.below(10)}`;
    host.dependencies.set(old.name, `^${version}`);
    const location = `node_modules/${host.name}/node_modules/${old.name}`;
    seconds.push({ name: old.name, version, location, dependencies: {}, command: null });
  }

  return {
    root: sorted(new Map(flat.filter((node) => node.isRoot).map((node) => [node.name, `^${node.version}`]))),
    packages: [
      ...flat.map((node, index) => ({
        name: node.name,
        version: node.version,
        location: `node_modules/${node.name}`,
        dependencies: sorted(node.dependencies),
        command: index % everyNth === 1 ? (node.name.split('/').at(-1) ?? null) : null,
      })),
      ...seconds,
    ],
  };
}

function sorted(entries: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
