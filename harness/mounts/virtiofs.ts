import type { Mount } from '../core/mount.ts';
import type { MountEntry } from './entry.ts';
import { windowsPath } from './windows-path.ts';

/** GUID (lower case) → what /run/wsl/virtiofs/<GUID> points to. Given as data: the parser never touches the disk. */
export type TagLinks = ReadonlyMap<string, string>;

export interface VirtiofsTag {
  readonly role: Mount['role'];
  readonly tagKind: Mount['tagKind'];
  readonly windowsPath: string | null;
}

/** WSL ≤ 2.7.0: `drvfsC0`, elevated `drvfsaC0`. The letter is upper case, or `drvfsa0` would have two readings. */
const LETTER_TAG = /^drvfsa?([A-Z])\d+$/;
/** WSL 2.7.1 – 2.9.4 (microsoft/WSL#14073, #14380). */
const GUID_TAG = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** After microsoft/WSL#41129: one device per elevation, each drive a bind of `/<GUID>[/sub]`. */
const AGGREGATE_TAG = /^drvfsa?$/;

const HIDDEN_DEVICES = '/run/wsl/virtiofs-mounts/';
/** The aggregate device itself: all drives side by side, none of them. */
const HIDDEN_DEVICE: VirtiofsTag = { role: 'wsl-internal', tagKind: 'aggregate', windowsPath: null };
const NOT_A_DRIVE: VirtiofsTag = { role: 'other', tagKind: null, windowsPath: null };

/** What a virtiofs mount shows. Its options say nothing (they are `rw`), so all there is to read is the tag and the bind root. */
export function readVirtiofsTag(entry: Pick<MountEntry, 'source' | 'subPath' | 'mountPoint'>, links: TagLinks): VirtiofsTag {
  const { source, subPath, mountPoint } = entry;
  const letter = LETTER_TAG.exec(source)?.[1];
  if (letter !== undefined) return { role: 'windows', tagKind: 'letter', windowsPath: windowsPath(`${letter}:`, subPath) };
  if (GUID_TAG.test(source))
    return { role: 'windows', tagKind: 'guid', windowsPath: windowsPath(linkOf(links, source), subPath) };
  if (!AGGREGATE_TAG.test(source)) return NOT_A_DRIVE;

  if (mountPoint.startsWith(HIDDEN_DEVICES)) return HIDDEN_DEVICE;
  // Formats without the root column cannot tell which drive a bind shows.
  if (subPath === null) return { role: 'windows', tagKind: 'aggregate', windowsPath: null };
  const [, guid = '', ...below] = subPath.split('/');
  if (!GUID_TAG.test(guid)) return HIDDEN_DEVICE;
  return { role: 'windows', tagKind: 'aggregate', windowsPath: windowsPath(linkOf(links, guid), `/${below.join('/')}`) };
}

export function isTagName(text: string): boolean {
  return GUID_TAG.test(text);
}

function linkOf(links: TagLinks, guid: string): string | null {
  return links.get(guid.toLowerCase()) ?? null;
}
