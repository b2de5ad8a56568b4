import { type FarWork, METADATA, type Payload, type Request, SESSION } from './request.ts';

/** size[4] type[1] tag[2], before every message. */
const HEADER = 7;
const QID = 13;

/** Of the buffers that p9_msg_buf_size() reserves for answers that are not large (net/9p/protocol.c). */
const TINY = 4096;
const SMALL = 8192;

/** Bytes after the header, of 9P2000.L: the message without names and data, the answer without data; and the room for the answer. */
const MESSAGES = {
  // A walk that finds nothing is answered by Rlerror, no longer than this.
  Twalk: { argument: 4 + 4 + 2, reply: 2, buffer: 0, work: METADATA },
  Tgetattr: { argument: 4 + 8, reply: 153, buffer: TINY, work: METADATA },
  Tsetattr: { argument: 60, reply: 0, buffer: TINY, work: METADATA },
  Txattrwalk: { argument: 4 + 4 + 2, reply: 8, buffer: TINY, work: METADATA },
  Tlopen: { argument: 4 + 4, reply: QID + 4, buffer: TINY, work: METADATA },
  Tlcreate: { argument: 4 + 2 + 4 + 4 + 4, reply: QID + 4, buffer: TINY, work: METADATA },
  // Of what was only walked to. What was open is closed by the file system.
  Tclunk: { argument: 4, reply: 0, buffer: TINY, work: SESSION },
  Tread: { argument: 4 + 8 + 4, reply: 4, buffer: 0, work: METADATA },
  Twrite: { argument: 4 + 8 + 4, reply: 4, buffer: TINY, work: METADATA },
  Treaddir: { argument: 4 + 8 + 4, reply: 4, buffer: 0, work: METADATA },
  Tfsync: { argument: 4 + 4, reply: 0, buffer: TINY, work: { kind: 'flush' } },
  Trenameat: { argument: 4 + 2 + 4 + 2, reply: 0, buffer: TINY, work: METADATA },
  Tunlinkat: { argument: 4 + 2 + 4, reply: 0, buffer: TINY, work: METADATA },
  Tmkdir: { argument: 4 + 2 + 4 + 4, reply: QID, buffer: TINY, work: METADATA },
  Tsymlink: { argument: 4 + 2 + 2 + 4, reply: QID, buffer: TINY, work: METADATA },
  Treadlink: { argument: 4, reply: 2, buffer: SMALL, work: METADATA },
  Tstatfs: { argument: 4, reply: 60, buffer: TINY, work: METADATA },
} as const satisfies Readonly<
  Record<string, { readonly argument: number; readonly reply: number; readonly buffer: number; readonly work: FarWork }>
>;

export type NinepType = keyof typeof MESSAGES;

interface Varying {
  /** Names in the message; their length is counted there already. */
  readonly nameBytes?: number;
  readonly replyBytes?: number;
  readonly payload?: Payload;
  /** Of a payload that is read, where less comes than there is room for. */
  readonly comingBytes?: number;
  readonly work?: FarWork;
}

export function ninepRequest(
  type: NinepType,
  { nameBytes = 0, replyBytes = 0, payload, comingBytes, work }: Varying = {},
): Request {
  const message = MESSAGES[type];
  const argumentBytes = HEADER + message.argument + nameBytes;
  const replied = HEADER + message.reply + replyBytes;
  const written = payload?.direction === 'write' ? payload.bytes : 0;
  const read = payload?.direction === 'read' ? (comingBytes ?? payload.bytes) : 0;
  return {
    type,
    toServerBytes: argumentBytes + written,
    fromServerBytes: replied + read,
    argumentBytes,
    replyBufferBytes: Math.max(replied, message.buffer),
    payload: payload ?? null,
    work: work ?? message.work,
  };
}

/** Twalk of one name. */
export function walk(nameBytes: number): Request {
  return ninepRequest('Twalk', { nameBytes: 2 + nameBytes, replyBytes: QID });
}

/** Twalk without a name: another handle for the same file. */
export const clone: Request = ninepRequest('Twalk', { work: SESSION });
