import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { writeWholeJson } from '../../system/whole-file.ts';
import { sha256 } from '../checksums.ts';
import { type IndexRow, indexRow, indexRowSchema } from '../index-row.ts';
import { classified, MACHINE_FILE, pathOf, RETRACTED, type RunPlace, SUMS } from '../layout.ts';
import { mostBytesOf } from '../limits.ts';
import { type MachineFile, parseMachineFile } from '../machine-file.ts';
import type { RunFiles } from '../ports.ts';
import { REGULAR, type Staging, type TreeEntry } from './tree.ts';
import { type RunEntries, runsOf } from './tree-runs.ts';

/** What index.csv and README.md are made from. */
export interface Contents {
  readonly rows: readonly IndexRow[];
  readonly machines: ReadonlyMap<string, MachineFile>;
  /** Runs of the repository that cannot be read; `verify` says why. */
  readonly unreadable: readonly string[];
}

/** Of a run in a folder, in one place for the repository that is published to and the one that is verified. */
export function readRow(folder: string, place: RunPlace, retracted: boolean, files: RunFiles): IndexRow {
  return indexRow(files.record(join(folder, 'run.json')), {
    place,
    retracted,
    medians: files.medians(join(folder, 'summary.csv')),
    sums: sha256(readFileSync(join(folder, SUMS))),
  });
}

const NEEDED = ['run.json', 'summary.csv', SUMS] as const;
const CACHE = 'mntbench-rows.json';
/** Raised when a row is made otherwise from the same run. */
const CACHE_VERSION = 1;
const cacheSchema = z.record(z.string(), indexRowSchema);

/**
 * Rows of all runs of a tree. A run never changes, so a row is made once and kept beside the repository, by the ids of the files that it
 * was made from.
 */
export async function contentsOf(
  entries: readonly TreeEntry[],
  staging: Staging,
  places: { readonly work: string; readonly folder: string },
  files: RunFiles,
): Promise<Contents> {
  const cachePath = join(places.folder, CACHE);
  const known = cached(cachePath);
  const rows: Record<string, IndexRow> = {};
  const unreadable: string[] = [];
  const missing: { readonly key: string; readonly run: RunEntries<TreeEntry> }[] = [];
  for (const run of runsOf(entries)) {
    const key = keyOf(run);
    const row = key === null ? undefined : known[key];
    if (key === null) unreadable.push(pathOf(run.place));
    else if (row === undefined) missing.push({ key, run });
    else rows[key] = row;
  }
  const machineFiles = entries.filter((entry) => classified(entry.path)?.kind === 'machine' && isSmallFile(entry));
  const read = join(places.work, 'read');
  mkdirSync(read);
  const wanted = missing.flatMap(({ run }) => NEEDED.map((name) => `${pathOf(run.place)}/${name}`));
  await staging.materialise([...wanted, ...machineFiles.map(({ path }) => path)], read);
  for (const { key, run } of missing) {
    try {
      rows[key] = readRow(join(read, pathOf(run.place)), run.place, run.files.has(RETRACTED), files);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push(pathOf(run.place));
    }
  }
  if (missing.length > 0) writeWholeJson(cachePath, rows, 'kill');
  return { rows: Object.values(rows), machines: machinesIn(read, machineFiles), unreadable };
}

/** Null where a file that the row is made from is missing, no plain file, or too large to be one. */
function keyOf({ place, files }: RunEntries<TreeEntry>): string | null {
  const needed = NEEDED.map((name) => files.get(name));
  if (needed.some((entry) => entry === undefined || !isSmallFile(entry))) return null;
  return [CACHE_VERSION, pathOf(place), files.has(RETRACTED), ...needed.map((entry) => entry?.oid)].join(':');
}

function isSmallFile({ mode, path, bytes }: TreeEntry): boolean {
  return mode === REGULAR && bytes !== null && bytes <= mostBytesOf(path);
}

function machinesIn(folder: string, entries: readonly TreeEntry[]): ReadonlyMap<string, MachineFile> {
  const found = entries.map(
    ({ path }) => [path.slice(0, -MACHINE_FILE.length - 1), parseMachineFile(readFileSync(join(folder, path), 'utf8'))] as const,
  );
  return new Map(found.filter((item): item is [string, MachineFile] => item[1] !== null));
}

function cached(path: string): Readonly<Record<string, IndexRow>> {
  try {
    return cacheSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // Missing, or of another version: rows are made again.
  }
}
