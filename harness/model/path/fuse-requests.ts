import { fuseDirectoryReads } from './fuse-listing.ts';
import { type FuseType, fuseRequest } from './fuse-messages.ts';
import type { Operation, Situation } from './operation.ts';
import { type Call, call, PAGE_BYTES, type Request } from './request.ts';

/** What decides on FUSE's requests beside the operation. */
export interface FuseLimits {
  /** `max_pages`: pages of one READ or WRITE. */
  readonly maxPages: number;
  /** A directory is read into one buffer of the size that the program gave, or into a page. */
  readonly readsDirectoriesByCount: boolean;
  /** The file is read and written past the guest's page cache; reads never find anything there. */
  readonly isDirect: boolean;
  /** FOPEN_PARALLEL_DIRECT_WRITES. */
  readonly writesInParallel: boolean;
}

/**
 * The requests of one operation, as they were counted on mounts whose names are never trusted: a path operation is D + 1 LOOKUPs, one
 * GETATTR of the root when its attributes have expired, and the operation itself.
 */
export function fuseCalls(situation: Situation, limits: FuseLimits): Call[] {
  return FUSE_CALLS[situation.operation](situation, limits);
}

type Expand = (situation: Situation, limits: FuseLimits) => Call[];

const FUSE_CALLS: Readonly<Record<Operation, Expand>> = {
  stat: (at) => [path('statx', at, leafAttributes(at))],
  'stat-missing': (at) => [path('statx', at, [])],
  access: (at) => [path('access', at, leafAttributes(at))],
  fstat: (at) => [call('fstat', 0, at.cached.attributes ? [] : [fuseRequest('GETATTR')])],
  // Nothing is asked about the root when it is all of the path.
  statvfs: (at) => [
    at.directories < 0 ? call('statfs', 0, [fuseRequest('STATFS')]) : path('statfs', at, [fuseRequest('STATFS')]),
  ],
  open: (at) => [path('openat', at, [...leafAttributes(at), fuseRequest('OPEN')])],
  create: (at) => [path('openat', at, [named('CREATE', at)])],
  close: () => [call('close', 0, [fuseRequest('FLUSH'), fuseRequest('RELEASE')])],
  read: (at, limits) => [moved('read', at, limits)],
  write: (at, limits) => [moved('write', at, limits)],
  fsync: () => [call('fsync', 0, [fuseRequest('FSYNC')])],
  rename: (at) => [renamed(at)],
  unlink: (at) => [path('unlink', at, [named('UNLINK', at)])],
  rmdir: (at) => [path('rmdir', at, [named('RMDIR', at)])],
  mkdir: (at) => [path('mkdir', at, [named('MKDIR', at)])],
  // The target is a name too.
  symlink: (at) => [path('symlink', at, [fuseRequest('SYMLINK', { nameBytes: 2 * (at.nameBytes + 1) })])],
  readlink: (at) => [path('readlink', at, [fuseRequest('READLINK', { payload: onePage })])],
  truncate: (at) => [path('truncate', at, [capability(), fuseRequest('SETATTR')])],
  ftruncate: () => [call('ftruncate', 0, [capability(), fuseRequest('SETATTR')])],
  utimes: (at) => [path('utimensat', at, [fuseRequest('SETATTR')])],
  chmod: (at) => [path('chmod', at, [fuseRequest('SETATTR')])],
  list: (at, limits) => listed(at, limits),
  'create-write-close': (at, limits) =>
    (['create', 'write', 'close'] as const).flatMap((operation) => fuseCalls({ ...at, operation }, limits)),
  'scandir-stat': (at, limits) => [
    ...listed(at, limits),
    ...Array.from({ length: at.entries }, (_, index) => entryStat(at, index)),
  ],
};

/** fuse_readlink_page(). */
const onePage = { direction: 'read', bytes: PAGE_BYTES - 1, shift: 0 } as const;

function named(type: FuseType, { nameBytes }: Situation): Request {
  return fuseRequest(type, { nameBytes: nameBytes + 1 });
}

/** A new size takes privileges away: the kernel asks whether there are any. */
function capability(): Request {
  return fuseRequest('GETXATTR', { nameBytes: 'security.capability'.length + 1 });
}

function path(name: string, at: Situation, own: readonly Request[]): Call {
  return call(name, at.directories + 1, [...walked(at), ...own]);
}

function walked(at: Situation): Request[] {
  const { cached, directories } = at;
  const components = directories + 1;
  if (!cached.dentries) {
    const root = cached.attributes ? [] : [fuseRequest('GETATTR')];
    return [...root, ...Array.from({ length: components }, () => named('LOOKUP', at))];
  }
  // Each directory's permissions are judged by attributes that nothing renews on the way.
  return cached.attributes ? [] : Array.from({ length: components }, () => fuseRequest('GETATTR'));
}

/** A look-up brings them. */
function leafAttributes({ cached }: Situation): Request[] {
  return cached.dentries && !cached.attributes ? [fuseRequest('GETATTR')] : [];
}

/** Source and destination are looked up, each on its own. */
function renamed(at: Situation): Call {
  const again = at.cached.dentries ? [] : Array.from({ length: at.directories + 1 }, () => named('LOOKUP', at));
  const rename = fuseRequest('RENAME', { nameBytes: 2 * (at.nameBytes + 1) });
  return call('rename', 2 * (at.directories + 1), [...walked(at), ...again, rename]);
}

/** Pages decide, not bytes: a buffer that starts inside a page touches one page more. */
function moved(direction: 'read' | 'write', at: Situation, limits: FuseLimits): Call {
  const isHit = direction === 'read' && at.cached.data && !limits.isDirect;
  const most = limits.maxPages * PAGE_BYTES;
  const requests: Request[] = [];
  for (let from = at.shift; !isHit && from < at.shift + at.bytes; ) {
    const until = Math.min(at.shift + at.bytes, (Math.floor(from / most) + 1) * most);
    const bytes = until - from;
    const payload = { direction, bytes, shift: from % PAGE_BYTES };
    requests.push(fuseRequest(direction === 'read' ? 'READ' : 'WRITE', { payload, work: { kind: direction, bytes } }));
    from = until;
  }
  return {
    name: direction === 'read' ? 'pread64' : 'pwrite64',
    components: 0,
    copiedBytes: limits.isDirect ? 0 : at.bytes,
    isExclusive: direction === 'write' && !(limits.isDirect && limits.writesInParallel),
    requests,
  };
}

function listed(at: Situation, limits: FuseLimits): Call[] {
  const reads = fuseDirectoryReads(at, limits.readsDirectoriesByCount);
  return [
    path('openat', at, [fuseRequest('OPENDIR')]),
    call('getdents64', 0, reads),
    call('close', 0, [fuseRequest('RELEASEDIR')]),
  ];
}

/**
 * Listing takes longer than attributes live: the first stat finds those of the root expired again. Not where the root itself was listed
 * (both counted).
 */
function entryStat(at: Situation, index: number): Call {
  const isRootFresh = at.cached.attributes || index > 0 || at.directories < 0;
  const entry: Situation = {
    ...at,
    operation: 'stat',
    directories: at.directories + 1,
    cached: { ...at.cached, attributes: isRootFresh },
  };
  return path('statx', entry, leafAttributes(entry));
}
