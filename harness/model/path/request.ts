/** One message to the file server and its answer. */
export interface Request {
  /** As the protocol calls it: `LOOKUP`, `Twalk`. */
  readonly type: string;
  /** Everything that crosses, headers included. */
  readonly toServerBytes: number;
  readonly fromServerBytes: number;
  /** Of the message, without FUSE's header and without the payload; 9P counts its header here. */
  readonly argumentBytes: number;
  /** Room that the client reserves for the answer, without FUSE's header and without the payload: all of it is mapped. */
  readonly replyBufferBytes: number;
  readonly payload: Payload | null;
  readonly work: FarWork;
}

/** What lies in pages of its own: file data, listings. */
export interface Payload {
  readonly direction: 'read' | 'write';
  readonly bytes: number;
  /** From the start of a page of memory to its first byte. */
  readonly shift: number;
}

/** What the far side does for it. `session`: the server answers from what it knows, without its file system. */
export type FarWork =
  | { readonly kind: 'session' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'read'; readonly bytes: number }
  | { readonly kind: 'write'; readonly bytes: number }
  | { readonly kind: 'list'; readonly entries: number }
  | { readonly kind: 'flush' };

export const SESSION: FarWork = { kind: 'session' };
export const METADATA: FarWork = { kind: 'metadata' };

/** A system call, and the requests that it waits for, one after the other. */
export interface Call {
  readonly name: string;
  /** Components of a path that the VFS walks. */
  readonly components: number;
  /** Copied between the program's buffer and the kernel's. */
  readonly copiedBytes: number;
  /** Holds the lock of its file meanwhile. */
  readonly isExclusive: boolean;
  readonly requests: readonly Request[];
}

/** A call that copies nothing and locks nothing. */
export function call(name: string, components: number, requests: readonly Request[]): Call {
  return { name, components, copiedBytes: 0, isExclusive: false, requests };
}

export const PAGE_BYTES = 4096;
