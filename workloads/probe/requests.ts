/** Where an operation happens, as far as it decides how many requests cross the boundary. */
export interface Boundary {
  /** Directories between the mount point and the leaf: 0 for a file directly in the root of the mount. */
  readonly directories: number;
  /** Largest payload of one read or write request: FUSE `max_pages` · 4 KiB, 9P `msize` − 24. */
  readonly maxPayloadBytes: number;
}

/**
 * Requests of one call to the far side. Counts hold where nothing is cached on the near side: FUSE with entry timeout 0, attribute
 * timeout 1 ms and FOPEN_DIRECT_IO (as openvmm serves it), 9P with cache=mmap or none.
 */
export interface Requests {
  readonly always: number;
  /** Added when the 1 ms attributes of the root, or of what is open, have expired. The window is rounded up to jiffies. */
  readonly ifExpired: number;
}

/** Null where the count is not known, or depends on something that the caller cannot see. */
export type CountRequests = (at: Boundary) => Requests | null;

export const none: CountRequests = () => ({ always: 0, ifExpired: 0 });
export const unknown: CountRequests = () => null;

/**
 * FUSE, measured: a path operation = (D + 1) LOOKUP + one GETATTR of the root if its attributes have expired + the operation itself.
 */
export function fusePath(own: number): CountRequests {
  return ({ directories }) => ({ always: directories + 1 + own, ifExpired: 1 });
}

/** Source and destination are looked up, each on its own. */
export const fuseRename: CountRequests = ({ directories }) => ({ always: 2 * (directories + 1) + 1, ifExpired: 1 });

/**
 * OPENDIR, READDIRPLUS with all entries, READDIR that finds the end, RELEASEDIR: where one reply holds the whole listing. The fstat of
 * opendir(3) asks again only when the attributes that the lookup brought have expired.
 */
export const fuseList: CountRequests = ({ directories }) => ({ always: directories + 1 + 4, ifExpired: 2 });

/** A 9P path operation walks its L = D + 1 components: Twalk, Tgetattr and Tclunk for each, computed from fs/9p of Linux 6.12. */
export function ninepPath(own: number): CountRequests {
  return ({ directories }) => ({ always: 3 * (directories + 1) + own, ifExpired: 0 });
}

export function fixed(always: number): CountRequests {
  return () => ({ always, ifExpired: 0 });
}

/** Pages of the buffer decide, not the offset in the file: a buffer that starts `shift` bytes into a page touches one page more. */
export function fusePayload(bytes: number, shift: number): CountRequests {
  return ({ maxPayloadBytes }) => ({ always: Math.ceil((bytes + shift) / maxPayloadBytes), ifExpired: 0 });
}

export function ninepPayload(bytes: number): CountRequests {
  return ({ maxPayloadBytes }) => ({ always: Math.ceil(bytes / maxPayloadBytes), ifExpired: 0 });
}
