import { defineWorkload, namedIn, type OpenRequest, type Session, sibling } from '../../harness/core/workload.ts';
import { generatedRepository } from './generated.ts';
import { ownRepository } from './own.ts';
import { PRESETS, type RepositoryPreset } from './presets.ts';
import { repositoryFact } from './repository.ts';
import { cloneBlock, removeClone } from './steps.ts';

/** A clone from a bare repository on the native file system into the target, and what one does next. */
export const workload = defineWorkload({
  name: 'repo-clone',
  title: 'git clone, status and checkout of a repository',
  worker: sibling(import.meta.url, 'worker'),
  presets: PRESETS,
  ladder: ['tiny', 'install-s', 'src-tree'],
  tools: ['git'],
  sweepsConcurrency: false,
  open: openSession,
});

async function openSession(request: OpenRequest): Promise<Session> {
  const preset = namedIn<RepositoryPreset>(PRESETS, request.preset, 'preset of repo-clone');
  const given = request.repository;
  const repository = given === null ? await generatedRepository(request, preset) : await ownRepository(request, given);
  return {
    inputs: [await repositoryFact(request.tool, repository)],
    fixture: () => [],
    block: (place) => cloneBlock(repository, place),
    teardown: removeClone,
    async [Symbol.asyncDispose]() {},
  };
}
