/** A tracepoint, and the fields by which its events are counted. */
export interface TracedEvent {
  /** Below `events`: `swiotlb/swiotlb_bounced`. */
  readonly path: string;
  readonly keys: readonly string[];
  /** The event's text as the kernel prints it, a group for each key; for kernels that cannot count by themselves. */
  readonly printed: RegExp;
}

export interface Hit {
  /** Values of the keys, in their order. */
  readonly keys: readonly string[];
  readonly hits: number;
}

export type Tally = { readonly hits: readonly Hit[] } | { readonly reason: string };

/** Every mapping is announced before a slot is looked for, so failed ones are counted too; what unmapping copies back is not. */
export const BOUNCED: TracedEvent = {
  path: 'swiotlb/swiotlb_bounced',
  keys: ['dev_name', 'size'],
  printed: /^dev_name: (\S+) .*\bsize=(\d+) /,
};

/** Fires while a request is prepared. */
export const NINE_P: TracedEvent = {
  path: '9p/9p_client_req',
  keys: ['clnt', 'type'],
  printed: /^client (-?\d+) request (\S+) tag /,
};

/** Linux 6.12 and later. */
export const FUSE: TracedEvent = {
  path: 'fuse/fuse_request_send',
  keys: ['connection', 'opcode'],
  printed: /^connection (\d+) req \d+ opcode (\d+) /,
};
