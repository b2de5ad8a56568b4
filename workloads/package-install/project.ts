import type { InputFact } from '../../harness/core/workload.ts';
import type { ManifestEntry } from './manifest.ts';
import type { Registry } from './registry.ts';

/** What is installed, whoever made it: everything lies away from every target. */
export interface InstallProject {
  /** Holds `package.json` and `package-lock.json`, with the addresses of this run. */
  readonly directory: string;
  /** The address that npm is told; no request goes there unless {@link server} is one. */
  /** Null for a lockfile that names none. */
  readonly registryUrl: string | null;
  /** Answers installs with an empty cache; null for a project of the user's own, whose registry is not ours to load. */
  readonly server: Registry | null;
  /** What has to lie in `node_modules`; null when only a first install can tell. */
  readonly expected: readonly ManifestEntry[] | null;
  readonly fact: InputFact;
}

export const PROJECT_FILES = ['package.json', 'package-lock.json'] as const;
