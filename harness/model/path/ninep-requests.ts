import { clone, ninepRequest, walk } from './ninep-messages.ts';
import type { Operation, Situation } from './operation.ts';
import { type Call, call, METADATA, type Request } from './request.ts';

/** What decides on 9P's requests beside the operation. */
export interface NinepLimits {
  /** Of one Tread or Twrite: `msize` − 24. */
  readonly maxPayloadBytes: number;
  readonly asksBeforeWrite: boolean;
  /** Larger payloads go from and to the program's pages; null: all are copied. */
  readonly copiesUpTo: number | null;
}

/** P9_IOHDRSZ. */
export const NINEP_IO_HEADER = 24;

/**
 * The requests of one operation. Those of a path walk L = D + 1 components: Twalk, Tgetattr and Tclunk for each. What has been counted by
 * the tracepoint 9p_client_req agrees on Linux 6.1, 6.12 and 6.18: stat, access, open, create, rename, unlink, list, read, write, fsync.
 * The others are read from fs/9p/vfs_inode_dotl.c.
 */
export function ninepCalls(situation: Situation, limits: NinepLimits): Call[] {
  return NINEP_CALLS[situation.operation](situation, limits);
}

type Expand = (situation: Situation, limits: NinepLimits) => Call[];

const NINEP_CALLS: Readonly<Record<Operation, Expand>> = {
  // With names come attributes that are trusted as long.
  stat: (at) => [onLeaf('statx', at, at.cached.dentries ? [] : [ninepRequest('Tgetattr')])],
  'stat-missing': (at) => [onNew('statx', at, [])],
  // Permissions are judged by the attributes of the walk.
  access: (at) => [onLeaf('access', at, [])],
  fstat: ({ cached }) => [call('fstat', 0, cached.dentries ? [] : [ninepRequest('Tgetattr')])],
  statvfs: (at) => [onLeaf('statfs', at, [ninepRequest('Tstatfs')])],
  open: (at) => [onLeaf('openat', at, [clone, ninepRequest('Tlopen')])],
  create: (at) => [onNew('openat', at, [clone, named('Tlcreate', at), ...found(at)])],
  close: () => [call('close', 0, [closed])],
  read: (at, limits) => [moved('read', at, limits)],
  write: (at, limits) => [moved('write', at, limits)],
  fsync: () => [call('fsync', 0, [ninepRequest('Tfsync')])],
  rename: (at) => [renamed(at)],
  unlink: (at) => [onLeaf('unlink', at, [named('Tunlinkat', at)])],
  rmdir: (at) => [onLeaf('rmdir', at, [named('Tunlinkat', at)])],
  mkdir: (at) => [onNew('mkdir', at, [named('Tmkdir', at), ...found(at)])],
  // The target is a name too.
  symlink: (at) => [onNew('symlink', at, [ninepRequest('Tsymlink', { nameBytes: 2 * at.nameBytes })])],
  readlink: (at) => [onLeaf('readlink', at, [ninepRequest('Treadlink', { replyBytes: at.nameBytes })])],
  truncate: (at) => [onLeaf('truncate', at, [capability(), ninepRequest('Tsetattr')])],
  ftruncate: () => [call('ftruncate', 0, [capability(), ninepRequest('Tsetattr')])],
  utimes: (at) => [onLeaf('utimensat', at, [ninepRequest('Tsetattr')])],
  chmod: (at) => [onLeaf('chmod', at, [ninepRequest('Tsetattr')])],
  list: (at, limits) => listed(at, limits),
  'create-write-close': (at, limits) =>
    (['create', 'write', 'close'] as const).flatMap((operation) => ninepCalls({ ...at, operation }, limits)),
  'scandir-stat': (at, limits) => {
    const entry: Situation = { ...at, operation: 'stat', directories: at.directories + 1 };
    return [...listed(at, limits), ...Array.from({ length: at.entries }, () => ninepCalls(entry, limits)).flat()];
  },
};

const forgotten = ninepRequest('Tclunk');
const closed = ninepRequest('Tclunk', { work: METADATA });

function named(type: 'Tlcreate' | 'Tmkdir' | 'Tunlinkat', { nameBytes }: Situation): Request {
  return ninepRequest(type, { nameBytes });
}

function capability(): Request {
  return ninepRequest('Txattrwalk', { nameBytes: 'security.capability'.length });
}

/** The inode of what was just made. Names that are not trusted are forgotten at the end of the call. */
function found({ nameBytes, cached }: Situation): Request[] {
  return [walk(nameBytes), ninepRequest('Tgetattr'), ...(cached.dentries ? [] : [forgotten])];
}

function lookedUp(components: number, { nameBytes }: Situation): Request[] {
  return Array.from({ length: components }, () => [walk(nameBytes), ninepRequest('Tgetattr')]).flat();
}

function onLeaf(name: string, at: Situation, own: readonly Request[]): Call {
  return walked(name, at, at.directories + 1, own);
}

/** The last walk finds nothing, and what was not found is neither looked at nor forgotten. */
function onNew(name: string, at: Situation, own: readonly Request[]): Call {
  return walked(name, at, at.directories, [...(at.cached.dentries ? [] : [walk(at.nameBytes)]), ...own]);
}

function walked(name: string, at: Situation, existing: number, own: readonly Request[]): Call {
  const components = at.directories + 1;
  if (at.cached.dentries) return call(name, components, own);
  return call(name, components, [...lookedUp(existing, at), ...own, ...Array.from({ length: existing }, () => forgotten)]);
}

/** The directories are walked once: the second path finds what the first one holds. */
function renamed(at: Situation): Call {
  const rename = ninepRequest('Trenameat', { nameBytes: 2 * at.nameBytes });
  const missing = at.cached.dentries ? [] : [walk(at.nameBytes)];
  return onLeaf('rename', at, [...missing, clone, clone, rename, forgotten, forgotten]);
}

function moved(direction: 'read' | 'write', { bytes, shift, cached }: Situation, limits: NinepLimits): Call {
  const isHit = direction === 'read' && cached.data;
  const requests: Request[] = direction === 'write' && limits.asksBeforeWrite ? [capability()] : [];
  let copiedBytes = isHit ? bytes : 0;
  for (let from = 0; !isHit && from < bytes; from += limits.maxPayloadBytes) {
    const part = Math.min(limits.maxPayloadBytes, bytes - from);
    const payload = { direction, bytes: part, shift: (shift + from) % 4096 };
    requests.push(ninepRequest(direction === 'read' ? 'Tread' : 'Twrite', { payload, work: { kind: direction, bytes: part } }));
    if (limits.copiesUpTo === null || part <= limits.copiesUpTo) copiedBytes += part;
  }
  return { name: direction === 'read' ? 'pread64' : 'pwrite64', components: 0, copiedBytes, isExclusive: false, requests };
}

/** qid[13] offset[8] type[1] and the length of the name. */
const DIRENT_BYTES = 24;
/** Where entries begin in v9fs's own buffer (struct p9_rdir). */
const DIRENTS_SHIFT = 8;

/** The end is found by the call that brought the last entries, and again by the one that brings none. */
function listed(at: Situation, { maxPayloadBytes }: NinepLimits): Call[] {
  const entryBytes = DIRENT_BYTES + at.nameBytes;
  const perReply = Math.floor(maxPayloadBytes / entryBytes);
  const reading = (entries: number): Request => directoryRead(entries, entryBytes, maxPayloadBytes);
  const requests: Request[] = [];
  // With `.` and `..`.
  for (let left = at.entries + 2; left > 0; left -= perReply) requests.push(reading(Math.min(left, perReply)));
  const end = reading(0);
  const open = onLeaf('openat', at, [clone, ninepRequest('Tlopen')]);
  return [
    open,
    call('fstat', 0, at.cached.dentries ? [] : [ninepRequest('Tgetattr')]),
    call('getdents64', 0, [...requests, end]),
    call('getdents64', 0, [end]),
    call('close', 0, [closed]),
  ];
}

/** The whole buffer is offered each time, whatever comes. */
function directoryRead(entries: number, entryBytes: number, room: number): Request {
  const payload = { direction: 'read', bytes: room, shift: DIRENTS_SHIFT } as const;
  return ninepRequest('Treaddir', { payload, comingBytes: entries * entryBytes, work: { kind: 'list', entries } });
}
