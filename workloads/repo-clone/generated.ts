import { join } from 'node:path';
import type { OpenRequest } from '../../harness/core/workload.ts';
import { contentFor } from '../inputs/content.ts';
import { TREES } from '../inputs/presets.ts';
import { planTree, TREE_GENERATOR_VERSION, type TreeSpec } from '../inputs/tree.ts';
import { gitCommand } from '../isolation.ts';
import { fastImportStream } from './fast-import.ts';
import { planHistory } from './history.ts';
import type { RepositoryPreset } from './presets.ts';
import { type Repository, type RunTool, stateAt } from './repository.ts';

/** Raise it when the same spec gives another repository. */
const GENERATOR_VERSION = 1;

/** The seeded repository: made by one `git fast-import`, kept bare and with exactly one pack. */
export async function generatedRepository(request: OpenRequest, preset: RepositoryPreset): Promise<Repository> {
  const { tool, seed, store } = request;
  const { commits } = preset;
  const tree: TreeSpec = TREES[preset.tree];
  const spec = { generator: GENERATOR_VERSION, trees: TREE_GENERATOR_VERSION, tree: { ...tree }, commits, seed };
  const folder = await store.folder('repository', spec, async (folder) => {
    request.progress(`making a repository of ${tree.files} files`);
    await makeRepository(tool, folder, tree, commits, seed);
  });
  const directory = join(folder, 'repo.git');
  const head = await stateAt(tool, directory, 'refs/heads/main');
  return { directory, head, other: await stateAt(tool, directory, 'refs/heads/other'), fsck: [] };
}

async function makeRepository(tool: RunTool, folder: string, tree: TreeSpec, commits: number, seed: number): Promise<void> {
  const directory = join(folder, 'repo.git');
  await tool(gitCommand(folder, ['init', '--quiet', '--bare', '--initial-branch=main', directory]));
  const history = planHistory(planTree(tree, seed).files, commits, seed);
  const stream = fastImportStream(history, (path, size) => contentFor(path, size, seed));
  // Below its limit fast-import would unpack into loose objects; a clone would then pay for packing them.
  await tool(gitCommand(directory, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--done']), stream);
}
