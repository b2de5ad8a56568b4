import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, UserError } from '../core/errors.ts';
import { isOwner, liveness, type Owner } from './owner.ts';
import { removeTree } from './remove-tree.ts';

/** The one folder on a target that is ever written or deleted. */
export const SANDBOX_NAME = '.mntbench';
const MARKER = 'owner.json';
const ABANDONED = `${SANDBOX_NAME}-abandoned-`;

const PURPOSE = 'Sandbox of mntbench: everything in this folder is deleted when the run ends or by the next run.';

interface Marker {
  readonly purpose: typeof PURPOSE;
  readonly runId: string;
  readonly owner: Owner;
}

function isMarker(value: unknown): value is Marker {
  if (typeof value !== 'object' || value === null) return false;
  const { purpose, runId, owner, ...rest } = value as Readonly<Record<string, unknown>>;
  return purpose === PURPOSE && typeof runId === 'string' && isOwner(owner) && Object.keys(rest).length === 0;
}

/** An owner that cannot be looked up (another container, another distribution) counts as alive while its marker is younger. */
const HEARTBEAT_SECONDS = 300;

export interface Sandbox {
  readonly path: string;
  /** Runs whose leftovers were removed. */
  readonly cleaned: readonly string[];
}

/**
 * Takes the sandbox of a directory for one run. Making the folder is the lock: two runs on one target would measure each other.
 * What a killed run left is removed first, and only when its marker says that it is ours.
 */
export function takeSandbox(target: string, runId: string, owner: Owner): Sandbox {
  refuseInsideSandbox(target);
  const path = join(target, SANDBOX_NAME);
  const cleaned = removeAbandoned(target);
  for (;;) {
    try {
      mkdirSync(path, { mode: 0o700 });
      break;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      cleaned.push(setAside(target, path));
      removeAbandoned(target);
    }
  }
  spreadOverBlockGroups(path);
  const marker: Marker = { purpose: PURPOSE, runId, owner };
  try {
    writeFileSync(join(path, MARKER), `${JSON.stringify(marker, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    removeTree(path); // Unmarked it would be nobody's, and in everybody's way: a full disk can make the folder but not the file.
    throw error;
  }
  return { path, cleaned };
}

/**
 * ext4 puts a folder's files near it, and passes over every inode that was deleted there in the last minutes, one by one
 * (`recently_deleted()` in fs/ext4/ialloc.c). What an earlier run deleted would make this one's creates twenty times slower. The flag
 * (EXT4_TOPDIR_FL, "top of directory hierarchy" in chattr(1)) lets the allocator place each folder of the sandbox in a block group of
 * its own, chosen by its name. Other file systems have no such flag, and no such trouble.
 */
function spreadOverBlockGroups(path: string): void {
  try {
    execFileSync('chattr', ['+T', path], { stdio: 'ignore' });
  } catch {
    // No ext4 or no chattr: drift of the native rows then shows in their warnings.
  }
}

/** Removes the run's sandbox; the marker goes last, so that a cut-off removal is still recognised. */
export function releaseSandbox(path: string, runId: string): void {
  const marker = readMarker(path);
  if (marker?.runId !== runId)
    throw new Error(`refusing to remove ${path}: its marker names ${marker?.runId ?? 'nobody'}, not ${runId}`);
  emptySandbox(path);
  removeTree(path);
}

/** Tells other namespaces that the run lives. */
export function heartbeat(path: string): void {
  const now = new Date();
  utimesSync(join(path, MARKER), now, now);
}

function emptySandbox(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(path, entry.name));
  }
}

/** Renaming is the lock against another cleaner: only one rename of the same folder succeeds. */
function setAside(target: string, path: string): string {
  const marker = readMarker(path) ?? markerSoon(path);
  if (marker === null) {
    throw new UserError({
      code: 'sandbox-foreign',
      what: 'the name of the sandbox is taken on the target',
      got: `${path} without a marker of mntbench`,
      expected: 'no such entry, or a folder that mntbench made',
      fix: 'look at it, then rename or remove it yourself, or measure another directory',
    });
  }
  const state = liveness(marker.owner);
  const age = (Date.now() - lstatSync(join(path, MARKER)).mtimeMs) / 1000;
  if (state === 'alive' || (state === 'unknown' && age < HEARTBEAT_SECONDS)) {
    throw new UserError({
      code: 'target-busy',
      what: 'another run is measuring this target',
      got: `run ${marker.runId}, process ${marker.owner.pid}, in ${target}`,
      expected: 'no other run on the same target: both would measure each other',
      fix: `wait for it to end, or measure another directory`,
    });
  }
  renameSync(path, join(target, `${ABANDONED}${randomBytes(6).toString('hex')}`));
  return marker.runId;
}

/** Another run may have made the folder this very moment and not yet written its marker. */
const MARKER_WAIT_MS = 300;

function markerSoon(path: string): Marker | null {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MARKER_WAIT_MS);
  return readMarker(path);
}

function removeAbandoned(target: string): string[] {
  const cleaned: string[] = [];
  for (const entry of readdirSync(target, { withFileTypes: true })) {
    if (!entry.name.startsWith(ABANDONED)) continue;
    const path = join(target, entry.name);
    const marker = readMarker(path);
    if (marker === null) continue; // Named like ours but not marked: not ours to delete.
    emptySandbox(path);
    removeTree(path);
    cleaned.push(marker.runId);
  }
  return cleaned;
}

function readMarker(path: string): Marker | null {
  try {
    if (!lstatSync(path).isDirectory() || !lstatSync(join(path, MARKER)).isFile()) return null;
    const read: unknown = JSON.parse(readFileSync(join(path, MARKER), 'utf8'));
    return isMarker(read) ? read : null;
  } catch {
    return null; // Unreadable or not JSON: not marked by us.
  }
}

function refuseInsideSandbox(target: string): void {
  for (let folder = realpathSync(target); folder !== dirname(folder); folder = dirname(folder)) {
    if (readMarker(folder) === null) continue;
    throw new UserError({
      code: 'target-inside-sandbox',
      what: 'the target lies inside a sandbox of mntbench',
      got: target,
      expected: 'a directory outside: sandboxes are deleted with all that is in them',
      fix: `measure ${dirname(folder)} or another directory`,
    });
  }
}
