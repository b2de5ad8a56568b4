import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OpenRequest } from '../../harness/core/workload.ts';
import { TREE_GENERATOR_VERSION, type TreeSpec } from '../inputs/tree.ts';
import { type PlannedPackage, packageEntries, planCatalogue } from './catalogue.ts';
import { lockfile, projectManifest, tarballPath } from './lock.ts';
import { fileEntry, inOrder, type ManifestEntry } from './manifest.ts';
import type { InstallProject } from './project.ts';
import { CANONICAL_REGISTRY, type Published, startRegistry } from './registry.ts';
import { gzip, tar } from './tar.ts';

/** Raise it when the same spec gives other packages. */
const GENERATOR_VERSION = 1;

/** What the store keeps beside the tarballs; written and read by this file alone. */
interface Stored {
  readonly packageJson: string;
  /** With the canonical addresses. */
  readonly lock: string;
  readonly published: readonly Published[];
  readonly expected: readonly ManifestEntry[];
  readonly sha256: string;
}

/** Seeded packages, served on this machine. */
export async function generatedProject(request: OpenRequest, packages: number, tree: TreeSpec): Promise<InstallProject> {
  const { seed, store } = request;
  const spec = { generator: GENERATOR_VERSION, trees: TREE_GENERATOR_VERSION, packages, tree: { ...tree }, seed };
  const folder = await store.folder('packages', spec, (folder) => makePackages(folder, packages, tree, request));
  const stored = JSON.parse(await readFile(join(folder, 'stored.json'), 'utf8')) as Stored;

  const server = await startRegistry(join(folder, 'tarballs'), stored.published);
  const directory = await store.scratch('install-project');
  await writeFile(join(directory, 'package.json'), stored.packageJson);
  await writeFile(join(directory, 'package-lock.json'), stored.lock.replaceAll(CANONICAL_REGISTRY, server.url));
  const files = stored.expected.filter((entry) => entry.kind === 'file');
  const bytes = files.reduce((sum, entry) => sum + entry.size, 0);
  const fact = {
    name: 'packages',
    sha256: stored.sha256,
    facts: { packages: stored.published.length, files: files.length, bytes },
  };
  return { directory, registryUrl: server.url, server, expected: stored.expected, fact };
}

async function makePackages(folder: string, count: number, tree: TreeSpec, request: OpenRequest): Promise<void> {
  const { graph, packages } = planCatalogue(count, tree, request.seed);
  const published: Published[] = [];
  const expected: ManifestEntry[] = [];
  for (const [index, node] of packages.entries()) {
    request.progress(`making package ${index + 1} of ${packages.length}`);
    const entries = packageEntries(node, request.seed);
    const tarball = gzip(tar(entries.map(({ path, content }) => ({ path: `package/${path}`, content }))));
    const at = join(folder, 'tarballs', tarballPath(node));
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, tarball);
    const base = node.location.slice('node_modules/'.length);
    expected.push(...entries.map(({ path, content }) => fileEntry(`${base}/${path}`, content)));
    if (node.command !== null) expected.push({ path: `.bin/${node.command}`, kind: 'link', target: `../${node.name}/cli.js` });
    published.push(publish(node, tarball));
  }

  const integrity = new Map(published.map((item) => [tarballPath(item), item.integrity]));
  const lock = lockfile(graph, CANONICAL_REGISTRY, (node) => integrity.get(tarballPath(node)) ?? '');
  // The integrity is of compressed bytes, which differ between machines; the manifest has the content itself.
  const identity = [projectManifest(graph), lockfile(graph, CANONICAL_REGISTRY, () => ''), inOrder(expected)];
  const stored: Stored = {
    packageJson: `${JSON.stringify(projectManifest(graph), null, 2)}\n`,
    lock: `${JSON.stringify(lock, null, 2)}\n`,
    published,
    expected: inOrder(expected),
    sha256: createHash('sha256').update(JSON.stringify(identity)).digest('hex'),
  };
  await writeFile(join(folder, 'stored.json'), JSON.stringify(stored));
}

function publish(node: PlannedPackage, tarball: Buffer): Published {
  const digest = (algorithm: string) => createHash(algorithm).update(tarball);
  return {
    name: node.name,
    version: node.version,
    integrity: `sha512-${digest('sha512').digest('base64')}`,
    shasum: digest('sha1').digest('hex'),
    dependencies: node.dependencies,
    bin: node.command === null ? null : { [node.command]: 'cli.js' },
  };
}
