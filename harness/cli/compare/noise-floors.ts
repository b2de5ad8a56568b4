import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode, UserError } from '../../core/errors.ts';
import { type NoiseFloor, noiseFloorSchema } from '../../core/noise-floor.ts';
import { makeFolder } from '../../system/make-folder.ts';
import { writeWholeJson } from '../../system/whole-file.ts';

/** Beside the runs of the machine, so that they travel with them. */
const FOLDER = 'noise-floor';

/** A floor has some hundred bytes per cell; whatever is larger is none. */
const MOST_BYTES = 16 * 2 ** 20;

export function storeFloor(results: string, floor: NoiseFloor): string {
  const folder = join(results, floor.machineId, FOLDER);
  makeFolder(folder);
  const path = join(folder, `${floor.id}-${floor.units}.json`);
  writeWholeJson(path, floor);
  return path;
}

/** All that were stored for a machine below some folders of results, oldest first. */
export function storedFloors(results: readonly string[], machineId: string): NoiseFloor[] {
  return [...new Set(results)]
    .flatMap((folder) => files(join(folder, machineId, FOLDER)))
    .map(readFloor)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function files(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ name }) => join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

function readFloor(path: string): NoiseFloor {
  if (statSync(path).size > MOST_BYTES) throw unreadable(path, `more than ${MOST_BYTES} bytes`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, errorCode(error) ?? 'not JSON');
  }
  const parsed = noiseFloorSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw unreadable(path, z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' '));
}

function unreadable(path: string, got: string): UserError {
  return new UserError({
    code: 'noise-floor-unreadable',
    what: 'a stored noise floor cannot be read',
    got: `${path}: ${got}`,
    expected: 'a file that mntbench aa wrote',
    fix: 'remove the file, and measure the noise floor again by mntbench aa',
  });
}
