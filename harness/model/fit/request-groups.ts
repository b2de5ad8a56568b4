/**
 * Types of requests whose cost is taken to be one: what the far side does for them is alike. `renewal`: look-ups that only some calls make,
 * because what the guest knew had expired; how many the timed calls made is known from others alone.
 */
export const REQUEST_GROUPS = ['lookup', 'renewal', 'open', 'change', 'list', 'read', 'write', 'flush'] as const;
export type RequestGroup = (typeof REQUEST_GROUPS)[number];

/** As FUSE and 9P call them. */
const TYPES: Readonly<Record<RequestGroup, readonly string[]>> = {
  renewal: [],
  lookup: ['LOOKUP', 'GETATTR', 'GETXATTR', 'LISTXATTR', 'ACCESS', 'STATFS', 'READLINK', 'STATX'].concat([
    'Twalk',
    'Tgetattr',
    'Tclunk',
    'Txattrwalk',
    'Tstatfs',
    'Treadlink',
  ]),
  open: ['OPEN', 'FLUSH', 'OPENDIR', 'Tlopen'],
  change: ['CREATE', 'MKDIR', 'MKNOD', 'SYMLINK', 'LINK', 'RENAME', 'RENAME2', 'UNLINK', 'RMDIR', 'SETATTR', 'SETXATTR']
    .concat(['REMOVEXATTR', 'TMPFILE', 'FALLOCATE'])
    .concat(['Tlcreate', 'Tmkdir', 'Tmknod', 'Tsymlink', 'Tlink', 'Trename', 'Trenameat', 'Tunlinkat', 'Tremove', 'Tsetattr'])
    .concat(['Txattrcreate']),
  list: ['READDIR', 'READDIRPLUS', 'Treaddir'],
  read: ['READ', 'Tread'],
  write: ['WRITE', 'Twrite'],
  flush: ['FSYNC', 'FSYNCDIR', 'Tfsync'],
};

/** Sent, and not waited for: no call becomes longer by what they take. */
const IN_THE_BACKGROUND: ReadonlySet<string> = new Set(['RELEASE', 'RELEASEDIR', 'FORGET', 'BATCH_FORGET']);

const GROUP_OF: ReadonlyMap<string, RequestGroup> = new Map(
  REQUEST_GROUPS.flatMap((group) => TYPES[group].map((type) => [type, group] as const)),
);

/** Those that a call waits for, per operation. A type that nobody has heard of is taken for a small request. */
export function groupedRequests(byType: Readonly<Record<string, number>>): Record<RequestGroup, number> {
  const grouped: Record<RequestGroup, number> = {
    lookup: 0,
    renewal: 0,
    open: 0,
    change: 0,
    list: 0,
    read: 0,
    write: 0,
    flush: 0,
  };
  for (const [type, count] of Object.entries(byType)) {
    if (!IN_THE_BACKGROUND.has(type)) grouped[GROUP_OF.get(type) ?? 'lookup'] += count;
  }
  return grouped;
}
