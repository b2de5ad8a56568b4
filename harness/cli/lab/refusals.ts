import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { MOUNT_OF } from '../../lab/guest-places.ts';
import { whyNeverInGuest } from '../../lab/host-folders.ts';
import { projectFolder } from '../../system/folders.ts';
import type { RunFlags } from '../run.ts';

/** What `run` takes and a guest cannot have; before anything is booted. */
export function refuseForGuest({ targets, resume, project }: RunFlags): void {
  if (targets.length > 0)
    throw refused(
      'a target was named',
      targets.join(' '),
      `the mounts of the guest: ${Object.entries(MOUNT_OF)
        .map(([transport, path]) => `${path} (${transport})`)
        .join(', ')}`,
      'choose among them by --transport',
    );
  if (resume !== undefined)
    throw refused(
      'option --resume',
      JSON.stringify(resume),
      'nothing to resume: a run goes on only in the boot in which it began, and its guest is gone',
      'start a new one: mntbench lab run',
    );
  if (project !== undefined)
    throw refused(
      'option --project',
      JSON.stringify(project),
      'no packages to fetch: the guest has no way out to a registry',
      'leave it out: package-install then installs generated packages, which the guest serves itself',
    );
  requireInGuest('mntbench itself', projectFolder());
  requireInGuest('node', programFolder());
}

/** Of node, with the libraries that some builds have beside it. */
export function programFolder(): string {
  return dirname(dirname(realpathSync(process.execPath)));
}

/** The real path of a repository on this machine; null where none is given. */
export function repositoryInGuest(repository: string | undefined): string | null {
  if (repository === undefined) return null;
  let path: string;
  try {
    path = realpathSync(resolve(repository));
  } catch {
    throw refused(
      'option --repo',
      JSON.stringify(repository),
      'a repository in a folder of this machine: the guest has no way out to another',
      'clone it here, and give the path of the clone',
    );
  }
  requireInGuest('option --repo', path);
  return path;
}

function requireInGuest(what: string, path: string): void {
  const reason = whyNeverInGuest(path);
  if (reason !== null)
    throw refused(what, path, `a place that can be shown in the guest: ${reason}`, 'move or copy it elsewhere');
}

function refused(what: string, got: string, expected: string, fix: string): UserError {
  return new UserError({ code: 'lab-run-refused', what, got, expected, fix });
}
