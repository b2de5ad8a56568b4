/** Where an operation happens, as far as it decides how many requests cross the boundary. */
export interface Boundary {
  /** Directories between the mount point and the leaf: 0 for a file directly in the root of the mount. */
  readonly directories: number;
  /** Largest payload of one read or write request: FUSE `max_pages` · 4 KiB, 9P `msize` − 24. */
  readonly maxPayloadBytes: number;
  /** 9P: the kernel asks for the attribute security.capability before every write. Linux 6.12 and 6.18 do, 6.1 does not; FUSE never did. */
  readonly asksBeforeWrite: boolean;
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

/**
 * A 9P path operation walks its L = D + 1 components: Twalk, Tgetattr and Tclunk for each. These and all 9P counts below were counted by
 * the tracepoint 9p_client_req on Linux 6.1, 6.12 and 6.18.
 */
export function ninepPath(own: number): CountRequests {
  return ({ directories }) => ({ always: 3 * (directories + 1) + own, ifExpired: 0 });
}

/** The last walk finds nothing, and what was not found needs no Tgetattr and no Tclunk. */
export const ninepMissing: CountRequests = ({ directories }) => ({ always: 3 * directories + 1, ifExpired: 0 });

/** A walk that finds nothing, Twalk (clone), Tlcreate, Twalk and Tgetattr for the new inode; two Tclunk, of the inode and of what was open. */
export const ninepCreate: CountRequests = ({ directories }) => ({ always: 3 * directories + 7, ifExpired: 0 });

/** The directories are walked once: the second path finds what the first one holds. Then a walk that finds nothing, two clones, Trenameat. */
export const ninepRename: CountRequests = ({ directories }) => ({ always: 3 * (directories + 1) + 6, ifExpired: 0 });

export function fixed(always: number): CountRequests {
  return () => ({ always, ifExpired: 0 });
}

/** Pages of the buffer decide, not the offset in the file: a buffer that starts `shift` bytes into a page touches one page more. */
export function fusePayload(bytes: number, shift: number): CountRequests {
  return ({ maxPayloadBytes }) => ({ always: Math.ceil((bytes + shift) / maxPayloadBytes), ifExpired: 0 });
}

export function ninepRead(bytes: number): CountRequests {
  return ({ maxPayloadBytes }) => ({ always: Math.ceil(bytes / maxPayloadBytes), ifExpired: 0 });
}

/** Txattrwalk where the kernel asks, then as many Twrite as the payload needs. */
export function ninepWrite(bytes: number, others = 0): CountRequests {
  return ({ maxPayloadBytes, asksBeforeWrite }) => ({
    always: Math.ceil(bytes / maxPayloadBytes) + (asksBeforeWrite ? 1 : 0) + others,
    ifExpired: 0,
  });
}
