import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../core/environment.ts';
import { detect } from '../detect.ts';
import { folderSources } from '../sources/folder.ts';

export type FolderContent = Readonly<Record<string, string | Uint8Array>>;

export const SAMPLES = fileURLToPath(new URL('../testdata/wsl/', import.meta.url));

export async function sample(name: string): Promise<Buffer> {
  return await readFile(join(SAMPLES, name));
}

export async function sampleText(name: string): Promise<string> {
  return (await sample(name)).toString('utf8');
}

/** A real folder, gone at the end of the scope. */
export async function folderWith(content: FolderContent): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'mntbench-doctor-'));
  for (const [name, bytes] of Object.entries(content)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), bytes);
  }
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) };
}

/** The document for a folder with these files and no others. */
export async function documentOf(content: FolderContent): Promise<Environment> {
  await using folder = await folderWith(content);
  return await detect(await folderSources(folder.path));
}
