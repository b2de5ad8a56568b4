import { FUSE_HEADERS } from './fuse-messages.ts';
import { PAGE_BYTES, type Payload, type Request } from './request.ts';

/** A piece of memory that is mapped for the device, and bounced where bouncing is forced. In the order of mapping, which is that of unmapping. */
export interface Mapping {
  readonly bytes: number;
  /** The device writes to it: it is copied at map and back at unmap, as a whole, whatever was written. */
  readonly isRead: boolean;
  /** A page of data, or more where pages are mapped as folios. */
  readonly isPayload: boolean;
}

/** IO_TLB_SIZE, and what a mapping may have of them (IO_TLB_SEGSIZE). */
export const SLOT_BYTES = 2048;
const SEGMENT_SLOTS = 128;
export const MAX_MAPPING_BYTES = SEGMENT_SLOTS * SLOT_BYTES;

/** struct vring_desc. */
const DESCRIPTOR_BYTES = 16;

/** Header, arguments and pages that go; header, arguments and pages that come (virtio_fs_enqueue_req). What is empty is not mapped. */
export function fuseMappings(
  request: Request,
  granularity: { readonly folioBytes: number; readonly indirect: boolean },
): Mapping[] {
  const { payload, argumentBytes, replyBufferBytes } = request;
  const pages = payload === null ? [] : pieces(payload, granularity.folioBytes);
  return withTable(granularity.indirect, [
    plain(FUSE_HEADERS.toServer, false),
    plain(argumentBytes, false),
    ...(payload?.direction === 'write' ? pages : []),
    plain(FUSE_HEADERS.fromServer, true),
    plain(replyBufferBytes, true),
    ...(payload?.direction === 'read' ? pages : []),
  ]);
}

/** Payloads above this are mapped where they lie (p9_client_read, p9_client_write). */
export const NINEP_COPIES_UP_TO = 1024;
/** P9_ZC_HDR_SZ: buffers of messages whose payload lies elsewhere. */
const BESIDE_PAYLOAD = 4096;
const READ_HEADER = 11;

export interface NinepMapped {
  readonly msize: number;
  readonly sizesBuffers: boolean;
  readonly indirect: boolean;
}

/** One entry for each page of each buffer (pack_sg_list of net/9p/trans_virtio.c). */
export function ninepMappings(request: Request, { msize, sizesBuffers, indirect }: NinepMapped): Mapping[] {
  const { payload, argumentBytes, toServerBytes, fromServerBytes, replyBufferBytes } = request;
  if (payload === null || payload.bytes <= NINEP_COPIES_UP_TO) {
    const room = sizesBuffers ? Math.max(fromServerBytes, replyBufferBytes) : msize;
    return withTable(indirect, [...buffer(toServerBytes, false), ...buffer(room, true)]);
  }
  const pages = pieces(payload, PAGE_BYTES);
  return withTable(
    indirect,
    payload.direction === 'write'
      ? [plain(argumentBytes, false), ...pages, plain(BESIDE_PAYLOAD, true)]
      : [plain(argumentBytes, false), plain(READ_HEADER, true), ...pages],
  );
}

/** What a request takes from the pool and moves through it. */
export interface Footprint {
  readonly mappings: number;
  readonly slots: number;
  readonly mapCopyBytes: number;
  readonly unmapCopyBytes: number;
  /** One at map and one at unmap of each. */
  readonly lockAcquisitions: number;
}

export function footprint(mappings: readonly Mapping[], copiesBack: 1 | 2): Footprint {
  const sum = (of: (mapping: Mapping) => number): number => mappings.reduce((total, mapping) => total + of(mapping), 0);
  return {
    mappings: mappings.length,
    slots: sum(slotsOf),
    mapCopyBytes: sum(({ bytes }) => bytes),
    unmapCopyBytes: sum(({ bytes, isRead }) => (isRead ? copiesBack * bytes : 0)),
    lockAcquisitions: 2 * mappings.length,
  };
}

export function slotsOf({ bytes }: Pick<Mapping, 'bytes'>): number {
  return Math.ceil(bytes / SLOT_BYTES);
}

function plain(bytes: number, isRead: boolean): Mapping {
  return { bytes, isRead, isPayload: false };
}

/** A kernel buffer, which begins on a page when it is as large as one. */
function buffer(bytes: number, isRead: boolean): Mapping[] {
  return pieces({ direction: isRead ? 'read' : 'write', bytes, shift: 0 }, PAGE_BYTES).map((piece) => ({
    ...piece,
    isPayload: false,
  }));
}

function pieces({ direction, bytes, shift }: Payload, size: number): Mapping[] {
  const all: Mapping[] = [];
  for (let from = shift; from < shift + bytes; ) {
    const until = Math.min(shift + bytes, (Math.floor(from / size) + 1) * size);
    all.push({ bytes: until - from, isRead: direction === 'read', isPayload: true });
    from = until;
  }
  return all;
}

/** With indirect descriptors their table is mapped after them, for the device to read. */
function withTable(indirect: boolean, mappings: readonly Mapping[]): Mapping[] {
  const filled = mappings.filter(({ bytes }) => bytes > 0);
  return indirect ? [...filled, plain(DESCRIPTOR_BYTES * filled.length, false)] : filled;
}
