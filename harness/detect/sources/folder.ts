import { readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode, UserError } from '../../core/errors.ts';
import { missingBecause, readBounded } from './bounded-file.ts';
import { type CommandOutput, missing, type Reading, read, type Sources } from './sources.ts';

/** Written by `--capture`, not needed by `--from`: what no file can show, and why something is not there. */
export const MANIFEST_FILE = 'capture.json';

const manifestSchema = z.object({
  capturedAt: z.string().max(40).nullable(),
  /** Absolute path, or `commands/NAME` → why it could not be read. */
  missing: z.record(z.string(), z.object({ absent: z.boolean(), reason: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

const NO_MANIFEST: Manifest = { capturedAt: null, missing: {} };

/** Most names that a directory is asked for: /mnt/c/Users and the tags of drives have a handful. */
const MOST_NAMES = 1000;

/** A folder that mirrors the file system. Nothing outside is asked, so a folder of another machine gives that machine's document. */
export async function folderSources(directory: string): Promise<Sources> {
  await refuseUnlessFolder(directory);
  const manifest = await readManifest(directory);
  const inside = (path: string): string => join(directory, path);
  const explained = <T>(key: string, reading: Reading<T>): Reading<T> => {
    const known = Object.hasOwn(manifest.missing, key) ? manifest.missing[key] : undefined;
    return reading.status === 'read' || known === undefined ? reading : missing(known.reason, known.absent);
  };

  const bytes = async (path: string): Promise<Reading<Uint8Array>> => explained(path, await readBounded(inside(path), path));

  return {
    kind: 'folder',
    capturedAt: manifest.capturedAt,
    bytes,
    list: async (path) => {
      try {
        return read((await readdir(inside(path))).sort().slice(0, MOST_NAMES));
      } catch (error) {
        return explained(path, missingBecause(path, error));
      }
    },
    // Archives and Windows lose symbolic links, so a text file with the target does as well.
    link: async (path) => {
      try {
        return read(await readlink(inside(path)));
      } catch (error) {
        const content = await readBounded(inside(path), path);
        if (content.status === 'read') return read(Buffer.from(content.value).toString('utf8').trim());
        return explained(path, missingBecause(path, error));
      }
    },
    command: async (name) => {
      const stdout = await readBounded(inside(`commands/${name}.txt`), `commands/${name}.txt`);
      const stderr = await readBounded(inside(`commands/${name}.stderr.txt`), `commands/${name}.stderr.txt`);
      if (stdout.status === 'missing' && stderr.status === 'missing') return explained(`commands/${name}`, stdout);
      return read(outputOf(stdout, stderr));
    },
  };
}

function outputOf(stdout: Reading<Uint8Array>, stderr: Reading<Uint8Array>): CommandOutput {
  const contentOf = (reading: Reading<Uint8Array>): Uint8Array => (reading.status === 'read' ? reading.value : new Uint8Array());
  return { stdout: contentOf(stdout), stderr: contentOf(stderr) };
}

async function refuseUnlessFolder(directory: string): Promise<void> {
  const complain = (got: string): UserError =>
    new UserError({
      code: 'from-not-a-folder',
      what: 'the folder of --from',
      got: `${directory}, which ${got}`,
      expected: 'a folder written by `doctor --capture`, or one that mirrors a file system (proc/self/mountinfo, commands/…)',
      fix: 'name an existing folder, or make one on the machine in question with `doctor --capture DIR`',
    });
  try {
    if (!(await stat(directory)).isDirectory()) throw complain('is a file');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw complain(errorCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${errorCode(error) ?? 'unknown error'})`);
  }
}

async function readManifest(directory: string): Promise<Manifest> {
  const reading = await readBounded(join(directory, MANIFEST_FILE), MANIFEST_FILE);
  if (reading.status === 'missing') return NO_MANIFEST;
  try {
    return manifestSchema.parse(JSON.parse(Buffer.from(reading.value).toString('utf8')));
  } catch {
    return NO_MANIFEST;
  }
}
