import type { Contender, ModelConfiguration, Pool } from './configuration.ts';
import { kernelTraits } from './kernel-traits.ts';
import { MAX_MAPPING_BYTES, SLOT_BYTES, slotsOf } from './mappings.ts';
import { DATA_OPERATIONS, DIRECTORY_OPERATIONS, LISTING_OPERATIONS } from './operation.ts';
import { PARAMETER_NAMES, PARAMETERS, parameterValues } from './parameters.ts';
import { callsOf, mappingsOf } from './requests.ts';

/** What each field allows and all together do not. */
export interface Contradiction {
  /** Of the field, by dots. */
  readonly path: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** The first one, or null. */
export function contradictionIn(configuration: ModelConfiguration): Contradiction | null {
  for (const check of CHECKS) {
    const found = check(configuration);
    if (found !== null) return found;
  }
  return null;
}

type Check = (configuration: ModelConfiguration) => Contradiction | null;

/** IO_TLB_SEGSIZE: an area has whole segments. */
const SEGMENT_SLOTS = 128;
/** storvsc and NVMe align to a page: swiotlb_max_mapping_size() is a page less for them. */
const DISK_MAPPING_BYTES = MAX_MAPPING_BYTES - 4096;
/** FUSE_HEADER_OVERHEAD: descriptors of a request beside its pages. */
const FUSE_HEADER_OVERHEAD = 4;
/** VIRTQUEUE_NUM of net/9p/trans_virtio.c, of which three are not for data. */
const NINEP_DATA_PAGES = 128 - 3;

const sizes: Check = ({ work }) => {
  const { operation, bytes, entries, directories, folioBytes, aligned, cached } = work;
  const movesData = DATA_OPERATIONS.includes(operation);
  if (movesData && bytes === 0)
    return wrong('work.bytes', 0, `at least 1 for ${operation}`, 'say how many bytes one operation moves');
  if (!movesData && bytes > 0) return wrong('work.bytes', bytes, `0 for ${operation}, which moves none`, 'leave it out');
  if (!movesData && !aligned) return wrong('work.aligned', false, `true for ${operation}, which moves no data`, 'leave it out');
  if (cached.data && operation !== 'read')
    return wrong('work.cached.data', true, `false for ${operation}`, 'only a read can be answered by the page cache');
  if (!LISTING_OPERATIONS.includes(operation) && entries > 0)
    return wrong('work.entries', entries, `0 for ${operation}`, 'leave it out');
  if (directories < 0 && !DIRECTORY_OPERATIONS.includes(operation))
    return wrong(
      'work.directories',
      directories,
      `0 or more for ${operation}`,
      `only ${DIRECTORY_OPERATIONS.join(', ')} can have the mount point itself as their path`,
    );
  if (!isPowerOfTwo(folioBytes)) return wrong('work.folioBytes', folioBytes, 'a power of two from 4096 to 262144', 'correct it');
  return null;
};

const caches: Check = (configuration) => {
  if (!configuration.work.cached.data) return null;
  const { transport, kernel } = configuration;
  if (transport === 'virtiofs') {
    if (!configuration.fileServer.directIo) return null;
    return wrong(
      'work.cached.data',
      true,
      'false where the server opens files with FOPEN_DIRECT_IO',
      'set fileServer.directIo to false, or leave it out',
    );
  }
  if (kernelTraits(kernel).cachesNinepData) return null;
  return wrong(
    'work.cached.data',
    true,
    `false: 9P with cache=mmap keeps no data on ${kernel}`,
    'use a kernel from 6.4 on, or leave it out',
  );
};

const kernelLimits: Check = (configuration) => {
  const { kernel, pool } = configuration;
  const traits = kernelTraits(kernel);
  if (configuration.transport === 'virtiofs' && configuration.queues > 1 && !traits.usesAllQueues)
    return wrong(
      'queues',
      configuration.queues,
      `1: Linux ${kernel} sends everything through the first queue`,
      'use a kernel from 6.10 on, or one queue',
    );
  for (const { path, areas } of sizedPools(pool))
    if (areas > 1 && !traits.hasPoolAreas)
      return wrong(
        `${path}.areas`,
        areas,
        `1: the pool of Linux ${kernel} has one lock`,
        'use a kernel from 6.0 on, or one area',
      );
  return null;
};

const areas: Check = ({ pool, cpus }) => {
  const most = 2 ** Math.ceil(Math.log2(cpus));
  for (const { path, slots, areas } of sizedPools(pool)) {
    if (!isPowerOfTwo(areas))
      return wrong(
        `${path}.areas`,
        areas,
        'a power of two, as the kernel makes it',
        `${2 ** Math.ceil(Math.log2(areas))} is the next`,
      );
    if (areas > most)
      return wrong(
        `${path}.areas`,
        areas,
        `at most ${most} with ${cpus} processors: each begins its search in the area of its own number`,
        'use fewer areas, or more processors',
      );
    if (slots % (SEGMENT_SLOTS * areas) !== 0)
      return wrong(
        `${path}.slots`,
        slots,
        `a multiple of ${SEGMENT_SLOTS * areas}: each of ${areas} areas has whole segments of ${SEGMENT_SLOTS} slots`,
        'correct slots or areas',
      );
  }
  return null;
};

const ring: Check = (configuration) => {
  switch (configuration.transport) {
    case 'virtiofs': {
      const most = configuration.ringEntries - FUSE_HEADER_OVERHEAD;
      if (configuration.maxPages <= most) return null;
      return wrong(
        'maxPages',
        configuration.maxPages,
        `at most ${most}: a request with its headers fits a ring of ${configuration.ringEntries} entries`,
        'use fewer pages, or a larger ring',
      );
    }
    case '9p-virtio': {
      const most = 4096 * NINEP_DATA_PAGES;
      if (configuration.msize > most)
        return wrong('msize', configuration.msize, `at most ${most}, which 9P over virtio can describe`, 'use a smaller msize');
      const descriptors = Math.max(...requestSizes(configuration).map(({ mappings }) => mappings), 0);
      if (configuration.indirectDescriptors || descriptors <= configuration.ringEntries) return null;
      return wrong(
        'ringEntries',
        configuration.ringEntries,
        `at least ${descriptors}, which one request needs`,
        'use a larger ring, or indirect descriptors',
      );
    }
    case '9p-socket':
      return null;
  }
};

const capacity: Check = (configuration) => {
  const { pool } = configuration;
  if (pool.kind === 'none' || pool.kind === 'infinite') return null;
  const needed = Math.max(...requestSizes(configuration).map(({ slots }) => slots), 0);
  if (needed <= pool.slots) return null;
  return wrong(
    'pool.slots',
    pool.slots,
    `at least ${needed}: one request of ${configuration.work.operation} maps ${needed} slots of ${SLOT_BYTES} bytes`,
    'use a larger pool, or smaller requests',
  );
};

const contenders: Check = ({ contenders, pool }) => {
  for (const [index, contender] of contenders.entries()) {
    if (contender.device !== 'disk') continue;
    const { mappingBytes } = contender;
    if (mappingBytes > DISK_MAPPING_BYTES)
      return wrong(
        `contenders.${index}.mappingBytes`,
        mappingBytes,
        `at most ${DISK_MAPPING_BYTES} for a disk`,
        'use smaller mappings',
      );
    const found = waitingForEachOther(contender, pool, index);
    if (found !== null) return found;
  }
  return null;
};

/** Requests that hold some of their mappings and wait for the others must all fit: else none of them is ever done. */
function waitingForEachOther({ mappings, mappingBytes, load }: Contender, pool: Pool, index: number): Contradiction | null {
  const slots = pool.kind === 'default-n-areas' ? pool.slots : 'defaultPool' in pool ? (pool.defaultPool?.slots ?? null) : null;
  if (mappings === 1 || slots === null) return null;
  const needed = load.kind === 'open' ? Number.POSITIVE_INFINITY : load.outstanding * mappings * slotsOf({ bytes: mappingBytes });
  if (needed <= slots) return null;
  return wrong(
    `contenders.${index}.mappings`,
    mappings,
    `1 for a disk whose requests together need more than its pool of ${slots} slots`,
    'use fewer mappings, fewer outstanding requests, or a larger pool',
  );
}

const overrides: Check = ({ parameters }) => {
  const values = parameterValues(parameters);
  for (const name of PARAMETER_NAMES) {
    const { value, family, cv } = values[name];
    if (PARAMETERS[name].unit === 'share' && value > 1)
      return wrong(`parameters.${name}`, value, 'a share from 0 to 1', 'correct it');
    if (family !== 'deterministic' && cv === 0)
      return wrong(`parameters.${name}.cv`, cv, `above 0 for a ${family} time`, 'give a cv, or leave the family out');
  }
  return null;
};

const CHECKS: readonly Check[] = [sizes, caches, kernelLimits, areas, ring, capacity, contenders, overrides];

function sizedPools(pool: Pool): { path: string; slots: number; areas: number }[] {
  switch (pool.kind) {
    case 'none':
    case 'infinite':
      return [];
    case 'default-n-areas':
      return [{ path: 'pool', slots: pool.slots, areas: pool.areas }];
    case 'hv-pci-one-area':
    case 'per-device':
      return [
        { path: 'pool', slots: pool.slots, areas: 1 },
        ...(pool.defaultPool === null ? [] : [{ path: 'pool.defaultPool', ...pool.defaultPool }]),
      ];
  }
}

function requestSizes(configuration: ModelConfiguration): { slots: number; mappings: number }[] {
  return callsOf(configuration).flatMap(({ requests }) =>
    requests.map((request) => {
      const mappings = mappingsOf(configuration, request);
      return { mappings: mappings.length, slots: mappings.reduce((sum, mapping) => sum + slotsOf(mapping), 0) };
    }),
  );
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

function wrong(path: string, got: number | boolean, expected: string, fix: string): Contradiction {
  return { path, got: String(got), expected, fix };
}
