import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../system/make-folder.ts';
import { writeWholeJson } from '../../system/whole-file.ts';
import { type Git, gitIn } from '../git/git.ts';

/**
 * The program's own bare repository for one remote: a folder without a work tree, so that nothing of what a stranger committed (links,
 * odd names, filters, hooks) ever becomes a file under its own name. It keeps the newest commit between two publishes, and whatever could
 * not be pushed yet.
 */
export interface PrivateRepository {
  readonly git: Git;
  readonly folder: string;
}

const REMOTE = 'mntbench-remote.json';
const remoteSchema = z.object({ url: z.string() });

function repositoryFolder(publishFolder: string, url: string): string {
  return join(publishFolder, createHash('sha256').update(url).digest('hex').slice(0, 16));
}

/** Made where it is missing; call `initialise` while the folder is locked. */
export function privateFolder(publishFolder: string, url: string): string {
  const folder = repositoryFolder(publishFolder, url);
  makeFolder(publishFolder, 0o700);
  makeFolder(folder, 0o700);
  return folder;
}

export async function initialise(folder: string, url: string): Promise<PrivateRepository> {
  const git = gitIn(folder);
  // Asked again after a crash: init changes nothing that is there.
  if (!existsSync(join(folder, REMOTE))) {
    await git.local(['init', '--quiet', '--bare', '--template=', '--initial-branch=mntbench-unused']);
    makeFolder(join(folder, 'info'));
    // Outranks every .gitattributes: what is looked at are the bytes that were committed.
    writeFileSync(join(folder, 'info', 'attributes'), '* -text -eol -ident -filter -working-tree-encoding -diff\n');
    writeWholeJson(join(folder, REMOTE), { url });
  }
  return { git, folder };
}

/** Remotes of which this machine keeps a repository. */
export function knownRemotes(publishFolder: string): string[] {
  if (!existsSync(publishFolder)) return [];
  return readdirSync(publishFolder).flatMap((name) => {
    try {
      return [remoteSchema.parse(JSON.parse(readFileSync(join(publishFolder, name, REMOTE), 'utf8'))).url];
    } catch {
      return []; // Not finished when its program was killed: nothing waits in it.
    }
  });
}

/** A new folder for one publish inside the private one. */
export function workFolder(folder: string): string {
  const path = join(folder, 'mntbench-work');
  mkdirSync(path, { mode: 0o700 });
  return path;
}
