import { type FarWork, METADATA, type Payload, type Request, SESSION } from './request.ts';

/** fuse_in_header and fuse_out_header. */
export const FUSE_HEADERS = { toServer: 40, fromServer: 16 } as const;

/** Bytes of include/uapi/linux/fuse.h: the arguments, to which names are added, and the answer's. */
const MESSAGES = {
  LOOKUP: { argument: 0, reply: 128, work: METADATA },
  GETATTR: { argument: 16, reply: 104, work: METADATA },
  SETATTR: { argument: 88, reply: 104, work: METADATA },
  GETXATTR: { argument: 8, reply: 8, work: METADATA },
  OPEN: { argument: 8, reply: 16, work: METADATA },
  CREATE: { argument: 16, reply: 128 + 16, work: METADATA },
  // Nothing is written back at a close: writes go through.
  FLUSH: { argument: 24, reply: 0, work: SESSION },
  RELEASE: { argument: 24, reply: 0, work: METADATA },
  READ: { argument: 40, reply: 0, work: METADATA },
  WRITE: { argument: 40, reply: 8, work: METADATA },
  FSYNC: { argument: 16, reply: 0, work: { kind: 'flush' } },
  RENAME: { argument: 8, reply: 0, work: METADATA },
  UNLINK: { argument: 0, reply: 0, work: METADATA },
  RMDIR: { argument: 0, reply: 0, work: METADATA },
  MKDIR: { argument: 8, reply: 128, work: METADATA },
  SYMLINK: { argument: 0, reply: 128, work: METADATA },
  READLINK: { argument: 0, reply: 0, work: METADATA },
  OPENDIR: { argument: 8, reply: 16, work: METADATA },
  READDIR: { argument: 40, reply: 0, work: METADATA },
  READDIRPLUS: { argument: 40, reply: 0, work: METADATA },
  RELEASEDIR: { argument: 24, reply: 0, work: METADATA },
  STATFS: { argument: 0, reply: 80, work: METADATA },
} as const satisfies Readonly<Record<string, { readonly argument: number; readonly reply: number; readonly work: FarWork }>>;

export type FuseType = keyof typeof MESSAGES;

interface Varying {
  /** Names in the arguments, each with its zero byte. */
  readonly nameBytes?: number;
  readonly replyBytes?: number;
  readonly payload?: Payload;
  /** Of a listing, where less comes than there is room for. */
  readonly comingBytes?: number;
  readonly work?: FarWork;
}

export function fuseRequest(
  type: FuseType,
  { nameBytes = 0, replyBytes = 0, payload, comingBytes, work }: Varying = {},
): Request {
  const message = MESSAGES[type];
  const argumentBytes = message.argument + nameBytes;
  const replyBufferBytes = message.reply + replyBytes;
  const written = payload?.direction === 'write' ? payload.bytes : 0;
  const read = payload?.direction === 'read' ? payload.bytes : 0;
  return {
    type,
    toServerBytes: FUSE_HEADERS.toServer + argumentBytes + written,
    fromServerBytes: FUSE_HEADERS.fromServer + (comingBytes ?? replyBufferBytes + read),
    argumentBytes,
    replyBufferBytes,
    payload: payload ?? null,
    work: work ?? message.work,
  };
}
