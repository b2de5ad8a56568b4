import type { WeightedDesign } from './collinearity.ts';

/**
 * What one operation costs when nobody else is there, in ns and ns per byte. a_sys: system call; r: request to the host and back;
 * m_map: one DMA mapping in the guest; m_host: one descriptor in the host; b_bounce: one bounce copy; b_hostR, b_hostW: the host, reading
 * and writing; b_user: copy to the application, of a file system in memory.
 */
export const ADDITIVE_PARAMETERS = ['a_sys', 'r', 'm_map', 'm_host', 'b_bounce', 'b_hostR', 'b_hostW', 'b_user'] as const;

export type AdditiveParameter = (typeof ADDITIVE_PARAMETERS)[number];

export type AdditiveOperation =
  | { readonly operation: 'fstat' }
  /** `expired`: the root's attributes have to be fetched too, which happens once per ms or kernel tick. */
  | { readonly operation: 'stat'; readonly directories: number; readonly rootAttributes: 'cached' | 'expired' }
  /** Direct I/O. `aligned`: the buffer begins at a page. */
  | { readonly operation: 'read' | 'write'; readonly sizeBytes: number; readonly aligned: boolean };

/** One cell without contention. */
export type AdditiveObservation = AdditiveOperation & {
  /** tmpfs reaches no host; `bounced` is virtio-fs through a DMA pool, `unbounced` the same after a boot without it. */
  readonly path: 'tmpfs' | 'bounced' | 'unbounced';
  readonly latencyNs: number;
  /** Of the latency, not of a single operation. */
  readonly standardErrorNs: number;
};

/** Bytes that are copied beside the payload, map and unmap together. */
export interface HeaderBytes {
  readonly lookup: number;
  readonly getattr: number;
  readonly read: number;
  readonly write: number;
  /** Descriptor of each payload page. */
  readonly page: number;
}

/** Linux 6.1 to 6.18, fs/fuse/virtio_fs.c, for a name of 12 bytes. */
export const FUSE_HEADERS: HeaderBytes = { lookup: 404, getattr: 360, read: 160, write: 192, page: 16 };

/**
 * What the model does without: header bytes are the only thing that tells b_bounce from the host's costs while the pool is on, a few tens
 * of ns on requests of tens of µs, and copying 40 bytes does not cost 40 times the copy of one.
 */
export const NO_HEADERS: HeaderBytes = { lookup: 0, getattr: 0, read: 0, write: 0, page: 0 };

const PAGE_BYTES = 4096;
/** A request is at most 64 pages while bounce buffers are forced: a mapping is at most 256 KiB. */
const PAGES_PER_REQUEST = 64;
/** Headers and arguments, each mapped on its own. */
const MAPPINGS = { metadata: 5, read: 4, write: 5 } as const;

export function additiveDesign(
  observations: readonly AdditiveObservation[],
  headers: HeaderBytes,
): WeightedDesign<AdditiveParameter> {
  return {
    parameters: ADDITIVE_PARAMETERS,
    rows: observations.map((observation) => {
      const row = costsOf(observation, headers);
      return ADDITIVE_PARAMETERS.map((parameter) => row[parameter] ?? 0);
    }),
    standardErrors: observations.map(({ standardErrorNs }) => standardErrorNs),
  };
}

type Costs = Partial<Record<AdditiveParameter, number>>;

function costsOf(observation: AdditiveObservation, headers: HeaderBytes): Costs {
  switch (observation.path) {
    case 'tmpfs':
      return { a_sys: 1, b_user: 'sizeBytes' in observation ? observation.sizeBytes : 0 };
    case 'bounced':
      return { a_sys: 1, ...requestCosts(observation, headers) };
    case 'unbounced':
      return { a_sys: 1, ...requestCosts(observation, headers), m_map: 0, b_bounce: 0 };
  }
}

function requestCosts(observation: AdditiveObservation, headers: HeaderBytes): Costs {
  switch (observation.operation) {
    case 'fstat':
      return { r: 1, ...descriptors(MAPPINGS.metadata), b_bounce: headers.getattr };
    case 'stat': {
      const lookups = observation.directories + 1;
      const getattrs = observation.rootAttributes === 'expired' ? 1 : 0;
      const requests = lookups + getattrs;
      return {
        r: requests,
        ...descriptors(requests * MAPPINGS.metadata),
        b_bounce: lookups * headers.lookup + getattrs * headers.getattr,
      };
    }
    case 'read':
    case 'write': {
      const { operation, sizeBytes } = observation;
      const pages = pagesOf(observation);
      const requests = Math.ceil(pages / PAGES_PER_REQUEST);
      const header = requests * headers[operation] + pages * headers.page;
      // A bounce buffer is filled when it is mapped, whatever the direction; a read copies once more, back.
      const copies = operation === 'read' ? 2 : 1;
      return {
        r: requests,
        ...descriptors(requests * MAPPINGS[operation] + pages),
        b_bounce: copies * sizeBytes + header,
        [operation === 'read' ? 'b_hostR' : 'b_hostW']: sizeBytes,
      };
    }
  }
}

/** Each descriptor of the host is a mapping of the guest: only a boot without the pool, or probes, can tell them apart. */
function descriptors(count: number): Costs {
  return { m_map: count, m_host: count };
}

/** An unaligned buffer lies on one page more; one that is smaller than a page is taken to lie on one. */
function pagesOf({ sizeBytes, aligned }: { readonly sizeBytes: number; readonly aligned: boolean }): number {
  const extra = !aligned && sizeBytes >= PAGE_BYTES ? 1 : 0;
  return Math.max(1, Math.ceil(sizeBytes / PAGE_BYTES)) + extra;
}
