import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineWorkload, namedIn, type OpenRequest, type Session, sibling } from '../../harness/core/workload.ts';
import { npmCommand } from '../isolation.ts';
import { generatedProject } from './generated.ts';
import { readManifest } from './manifest.ts';
import { cannotFetch, ownProject } from './own.ts';
import { type InstallPreset, PRESETS, treeOf } from './presets.ts';
import type { InstallProject } from './project.ts';
import { EMPTY_CACHE, type Installable, installBlock, PRIMED_CACHE, removeInstalled } from './steps.ts';

/** `npm ci` from a registry on this machine, in three states of npm's cache, into an empty folder on the target. */
export const workload = defineWorkload({
  name: 'package-install',
  title: 'npm ci with an empty cache, a warm one, and offline',
  worker: sibling(import.meta.url, 'worker'),
  presets: PRESETS,
  ladder: ['tiny', 'install-s', 'node_modules-m'],
  tools: ['npm'],
  sweepsConcurrency: false,
  open: openSession,
});

async function openSession(request: OpenRequest): Promise<Session> {
  const preset = namedIn<InstallPreset>(PRESETS, request.preset, 'preset of package-install');
  const own = request.project;
  const project =
    own === null ? await generatedProject(request, preset.packages, treeOf(preset)) : await ownProject(request, own);
  const dispose = async (): Promise<void> => project.server?.[Symbol.asyncDispose]();
  try {
    const installable = await makeInstallable(request, project);
    return {
      inputs: [project.fact],
      fixture: () => [],
      block: (place) => installBlock(installable, place),
      teardown: (place) => removeInstalled(installable, place),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Fills the cache that the warm installs use, by installing once away from every target. */
async function makeInstallable(request: OpenRequest, project: InstallProject): Promise<Installable> {
  const home = await request.store.scratch('npm');
  const npm = {
    cache: join(home, 'cache'),
    registry: project.registryUrl,
    userConfig: join(home, 'user.npmrc'),
    globalConfig: join(home, 'global.npmrc'),
  };
  await writeFile(npm.userConfig, '');
  await writeFile(npm.globalConfig, '');
  request.progress('filling the npm cache of this run');
  await request.tool(npmCommand(project.directory, npm, ['ci'])).catch((error: unknown) => {
    throw request.project === null ? error : cannotFetch(request.project, error);
  });

  const manifest = join(home, 'manifest.json');
  await writeFile(manifest, JSON.stringify(project.expected ?? readManifest(join(project.directory, 'node_modules'))));
  const states = project.server === null ? PRIMED_CACHE : [EMPTY_CACHE, ...PRIMED_CACHE];
  return { project: project.directory, manifest, npm, states };
}
