import type { Mount } from '../core/mount.ts';
import type { Transport } from '../core/transport.ts';
import { readCacheMode } from './cache-mode.ts';
import type { MountEntry } from './entry.ts';
import { wholeNumber } from './whole-number.ts';

/** Names of WSL's own shares. Any other aname belongs to a user's server and may hold anything, semicolons included. */
const WSL_SHARES: ReadonlyMap<string, Mount['role']> = new Map([
  ['drvfs', 'windows'],
  ['drivers', 'wsl-internal'],
  ['lib', 'wsl-internal'],
  ['tools', 'wsl-internal'],
]);

/** `fd` is WSL's hvsocket handed over as a file descriptor; tcp and unix are byte streams too (the lab uses tcp). */
const TRANSPORT_OF: ReadonlyMap<string, Transport> = new Map([
  ['fd', '9p-socket'],
  ['tcp', '9p-socket'],
  ['unix', '9p-socket'],
  ['virtio', '9p-virtio'],
  ['xen', 'other'],
  ['rdma', 'other'],
]);

export interface NineP {
  readonly transport: Transport | null;
  readonly role: Mount['role'];
  readonly aname: string | null;
  readonly trans: string | null;
  readonly msize: number | null;
  readonly cacheRaw: string | null;
  readonly cache: Mount['cache'];
  /** `path=` of a drvfs share; null where absent or cut. */
  readonly path: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly metadata: boolean;
  readonly symlinkRoot: string | null;
  readonly caseMode: string | null;
  readonly optionsTruncated: boolean;
}

/** Reads `rw,…,aname=drvfs;path=C:\;uid=1000;…,cache=5,access=client,msize=65536,trans=fd,rfd=6,wfd=6`. */
export function readNineP(entry: MountEntry): NineP {
  // A comma cannot occur inside aname: the same split is made by the kernel when it parses the mount data.
  const options = entry.superOptions.split(',');
  const printed = optionValue(options, 'trans');
  // `trans=virt` at the very end is a word that was cut, not a transport nobody knows.
  const isCutWord = printed !== null && !TRANSPORT_OF.has(printed) && options.at(-1) === `trans=${printed}`;
  const trans = isCutWord ? null : printed;
  // Every 9P client since 4.13 prints trans= near the end (p9_show_client_options), so its absence shows a cut.
  const optionsTruncated = entry.cut || trans === null;

  const anameText = optionValue(options, 'aname');
  const parts = anameText?.split(';') ?? [];
  const share = parts[0] ?? '';
  const isWslShare = WSL_SHARES.has(share);
  const server = isWslShare ? parts.slice(1) : [];
  const endsInServerPart = optionsTruncated && options.at(-1)?.startsWith('aname=') === true;
  const complete = endsInServerPart ? server.slice(0, -1) : server;

  return {
    transport: trans === null ? null : (TRANSPORT_OF.get(trans) ?? 'other'),
    role: WSL_SHARES.get(share) ?? 'other',
    aname: anameText === null ? null : isWslShare ? share : anameText,
    trans,
    msize: wholeNumber(optionValue(options, 'msize')),
    ...readCacheMode(options, optionsTruncated),
    path: optionValue(complete, 'path'),
    // uid and gid may appear twice, from WSL and from wsl.conf; the later wins.
    uid: wholeNumber(optionValue(complete, 'uid')),
    gid: wholeNumber(optionValue(complete, 'gid')),
    metadata: complete.includes('metadata'),
    symlinkRoot: optionValue(complete, 'symlinkroot'),
    caseMode: optionValue(complete, 'case'),
    optionsTruncated,
  };
}

function optionValue(options: readonly string[], name: string): string | null {
  const found = options.findLast((option) => option.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}
