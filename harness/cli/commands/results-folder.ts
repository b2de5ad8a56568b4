import { join, resolve } from 'node:path';
import { projectFolder } from '../../system/folders.ts';

/** What `--results` names, or the project's own. */
export function resultsFolder(option: string | undefined): string {
  return resolve(option ?? join(projectFolder(), 'results'));
}
