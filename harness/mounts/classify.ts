import type { Mount } from '../core/mount.ts';
import type { Transport } from '../core/transport.ts';
import type { MountEntry } from './entry.ts';
import { readNineP } from './nine-p.ts';
import { readVirtiofsTag, type TagLinks } from './virtiofs.ts';
import { wholeNumber } from './whole-number.ts';
import { windowsPath } from './windows-path.ts';

interface Kind {
  readonly transport: Transport;
  readonly role: Mount['role'];
}

const NATIVE: Kind = { transport: 'native', role: 'native' };
const MEMORY: Kind = { transport: 'memory', role: 'memory' };
const NETWORK: Kind = { transport: 'network', role: 'other' };
const FUSE: Kind = { transport: 'fuse', role: 'other' };
const OTHER: Kind = { transport: 'other', role: 'other' };

/** By file system type; 9p, virtiofs and drvfs need more than their type and are read below. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...['ext2', 'ext3', 'ext4', 'btrfs', 'xfs', 'f2fs', 'zfs', 'bcachefs'].map((type) => [type, NATIVE] as const),
  // The root of a WSL1 distribution: NTFS behind a translation, but native to that system.
  ...['lxfs', 'wslfs'].map((type) => [type, NATIVE] as const),
  ...['tmpfs', 'ramfs'].map((type) => [type, MEMORY] as const),
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ceph', 'afs'].map((type) => [type, NETWORK] as const),
  ...['fuse', 'fuseblk'].map((type) => [type, FUSE] as const),
  ['overlay', { transport: 'overlay', role: 'other' }] as const,
]);

type Details = Pick<
  Mount,
  | 'transport'
  | 'role'
  | 'aname'
  | 'trans'
  | 'msize'
  | 'cacheRaw'
  | 'cache'
  | 'windowsPath'
  | 'uid'
  | 'gid'
  | 'metadata'
  | 'symlinkRoot'
  | 'caseMode'
  | 'tagKind'
  | 'optionsTruncated'
>;

/** Says what a mount is. Pure: links of virtiofs tags come as data. */
export function classify(entry: MountEntry, links: TagLinks): Mount {
  const mountOptions = entry.mountOptions.split(',');
  const superOptions = entry.superOptions.split(',');
  return {
    mountPoint: entry.mountPoint,
    fstype: entry.fstype,
    source: entry.source,
    subPath: entry.subPath,
    readOnly: mountOptions.includes('ro') || superOptions.includes('ro'),
    ...detailsOf(entry, superOptions, links),
    dirsync: mountOptions.includes('dirsync') || superOptions.includes('dirsync'),
    sync: mountOptions.includes('sync') || superOptions.includes('sync'),
    mountId: entry.mountId,
    device: entry.device,
    options: entry.superOptions,
  };
}

function detailsOf(entry: MountEntry, superOptions: readonly string[], links: TagLinks): Details {
  if (entry.fstype === '9p') {
    const { path, ...ninep } = readNineP(entry);
    return { ...ninep, tagKind: null, windowsPath: ninep.role === 'windows' ? windowsPath(path, entry.subPath) : null };
  }
  const plain = plainDetails(entry, superOptions);
  if (entry.fstype === 'virtiofs') return { ...plain, transport: 'virtiofs', ...readVirtiofsTag(entry, links) };
  if (entry.fstype === 'drvfs') {
    return { ...plain, transport: 'drvfs', role: 'windows', windowsPath: windowsPath(entry.source, entry.subPath) };
  }
  return plain;
}

function plainDetails(entry: MountEntry, superOptions: readonly string[]): Details {
  const optionValue = (name: string): string | null =>
    superOptions.findLast((option) => option.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  return {
    ...(KINDS.get(entry.fstype) ?? (entry.fstype.startsWith('fuse.') ? FUSE : OTHER)),
    aname: null,
    trans: null,
    msize: null,
    cacheRaw: null,
    cache: null,
    windowsPath: null,
    uid: wholeNumber(optionValue('uid')),
    gid: wholeNumber(optionValue('gid')),
    metadata: superOptions.includes('metadata'),
    symlinkRoot: null,
    caseMode: optionValue('case'),
    tagKind: null,
    optionsTruncated: entry.cut,
  };
}
