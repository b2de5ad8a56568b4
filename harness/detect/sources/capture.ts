import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorCode, UserError } from '../../core/errors.ts';
import type { Redact } from '../../core/redaction.ts';
import { decodeText } from '../decode-text.ts';
import { MANIFEST_FILE, type Manifest } from './folder.ts';
import type { Recording } from './recording.ts';
import { redactFile } from './redacted-file.ts';

/** Binary, and without names: kept as they are. */
const BINARY_FILES: ReadonlySet<string> = new Set(['/proc/config.gz']);

/** Before anything is read, so that nobody waits for a refusal. */
export async function prepareCaptureFolder(directory: string): Promise<void> {
  const complain = (got: string, fix: string): UserError =>
    new UserError({
      code: 'capture-folder',
      what: 'the folder of --capture',
      got: `${directory}, which ${got}`,
      expected: 'a new or empty folder that can be written',
      fix,
    });
  try {
    await makeFolder(resolve(directory));
    if (!(await stat(directory)).isDirectory()) throw complain('is a file', 'name another folder');
    if ((await readdir(directory)).length > 0)
      throw complain('is not empty', 'name a new folder; a capture never overwrites anything');
    // access(2) says yes to root on a read-only file system; only writing tells.
    await writeFile(join(directory, MANIFEST_FILE), '', { flag: 'wx' });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw complain('is a file', 'name another folder');
    throw complain(`cannot be written (${code ?? 'unknown error'})`, 'name a folder that you may write');
  }
}

/** Not `mkdir` with `recursive`: below /proc, where nothing can be made, that never returns (Node 20 tries again for ever on ENOENT). */
async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    const parent = dirname(directory);
    if (code !== 'ENOENT' || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(directory);
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Writes what was read, redacted, as the folder that `--from` takes. */
export async function writeCapture(directory: string, recording: Recording, redact: Redact): Promise<void> {
  const missing: Record<string, Manifest['missing'][string]> = {};
  const explain = (key: string, reading: { readonly absent: boolean; readonly reason: string }): void => {
    missing[redact(key)] = { absent: reading.absent, reason: redact(reading.reason) };
  };

  for (const [path, reading] of recording.lists) {
    if (reading.status === 'missing') explain(path, reading);
    else await mkdir(insideOf(directory, redact(path)), { recursive: true });
  }
  for (const [path, reading] of recording.files) {
    if (reading.status === 'missing') {
      explain(path, reading);
      continue;
    }
    const content = BINARY_FILES.has(path) ? reading.value : redactFile(path, decodeText(reading.value), redact);
    await write(insideOf(directory, redact(path)), content);
  }
  for (const [path, reading] of recording.links) {
    if (reading.status === 'missing') explain(path, reading);
    else await makeLink(insideOf(directory, redact(path)), redact(reading.value));
  }
  for (const [name, reading] of recording.commands) {
    if (reading.status === 'missing') {
      explain(`commands/${name}`, reading);
      continue;
    }
    for (const [suffix, bytes] of [
      ['', reading.value.stdout],
      ['.stderr', reading.value.stderr],
    ] as const) {
      if (suffix !== '' && bytes.length === 0) continue;
      await write(join(directory, 'commands', `${name}${suffix}.txt`), redactFile(`commands/${name}`, decodeText(bytes), redact));
    }
  }
  const manifest: Manifest = { capturedAt: recording.sources.capturedAt, missing };
  await writeFile(join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Paths come from our own code and from names of directories; a name cannot climb out, but this costs nothing. */
function insideOf(directory: string, path: string): string {
  const inside = join(directory, path);
  if (!inside.startsWith(join(directory, '/'))) throw new Error(`refusing to write outside the capture: ${path}`);
  return inside;
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** A text file where links cannot be made (a capture may go to a Windows drive). */
async function makeLink(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await symlink(target, path);
  } catch {
    await writeFile(path, `${target}\n`);
  }
}
