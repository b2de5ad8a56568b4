import type { ObservedMount } from '../../attribute/ports.ts';
import type { Environment } from '../../core/environment.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Target } from '../../core/target.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import type { ProbeObservation } from '../../model/fit/probe-design.ts';
import type { ProbeFit } from '../../model/fit/probe-fit.ts';
import { kernelTraits } from '../../model/path/kernel-traits.ts';
import { mostAreas } from '../../model/what-if/changes.ts';
import type { MountFacts, PoolFacts } from '../../model/what-if/mount-facts.ts';

export const MODELLED = ['virtiofs', '9p-socket', '9p-virtio'] as const satisfies readonly Target['transport'][];
export type Modelled = (typeof MODELLED)[number];

export function isModelled(transport: Target['transport']): transport is Modelled {
  return MODELLED.some((one) => one === transport);
}

const SLOT_BYTES = 2048;
/** IO_TLB_DEFAULT_SIZE. */
const DEFAULT_SLOTS = 32_768;
/** IO_TLB_SEGSIZE, and what a request of 256 KiB with its headers needs. */
const SEGMENT_SLOTS = 128;
const LEAST_SLOTS = 256;
const NEWEST_KERNEL = '6.18';
const MOST_CPUS = 1024;
/** Of 9P messages, with what a ring can describe. */
const MSIZE = { least: 4096, most: 500_000 } as const;
/** The aggregate device has four queues; the drive devices before it had one. */
const QUEUES_OF_AGGREGATE = 4;
/** CONFIG_HZ of most kernels that do not show theirs. */
const USUAL_HZ = 250;
/** Of one request: WSL's 6.18 is told 64 pages, kernels before it took what a ring holds, QEMU's server the most there is. */
const MAX_PAGES = { limited: 64, ring: 252, lab: 256 } as const;
const FIRST_LIMITED = [6, 18];
/** Over TCP a segment, over hvsocket a packet. */
const PACKET_BYTES = { lab: 1460, wsl: 4088 } as const;

/** What a run says of one of its mounts, in the model's words. What no kernel would do is taken for what it would have made of it. */
export function mountFactsOf(
  { target }: ObservedMount,
  transport: Modelled,
  record: RunRecord,
  environment: Environment | null,
  cached: MountFacts['cached'],
): MountFacts {
  const kernel = [environment?.kernel.release, record.lab?.kernelSeries].find(isVersion) ?? NEWEST_KERNEL;
  const cpus = Math.min(MOST_CPUS, Math.max(1, environment?.machine.cpus ?? record.lab?.cpus ?? 1));
  const isLab = record.lab !== null || environment?.platform === 'lab';
  const hasQueues = target.mount.tagKind === 'aggregate' && kernelTraits(kernel).usesAllQueues;
  const { msize } = target.mount;
  return {
    transport,
    kernel,
    hz: environment?.kernelBuild.hz || USUAL_HZ,
    cpus,
    pool: transport === '9p-socket' ? { kind: 'none' } : poolOf(environment, record.lab, { kernel, cpus }),
    queues: hasQueues ? QUEUES_OF_AGGREGATE : 1,
    maxPages: isLab ? MAX_PAGES.lab : isSince(kernel, FIRST_LIMITED) ? MAX_PAGES.limited : MAX_PAGES.ring,
    msize: msize === null ? null : Math.min(MSIZE.most, Math.max(MSIZE.least, msize)),
    packetBytes: isLab ? PACKET_BYTES.lab : PACKET_BYTES.wsl,
    fileServer: serverOf(transport, isLab),
    cached,
    contenders: [],
  };
}

function isVersion(release: string | null | undefined): release is string {
  return typeof release === 'string' && versionParts(release).length > 1;
}

/** Areas are a power of two of whole segments each; a request fits into one of them. */
function poolOf(
  environment: Environment | null,
  lab: LabConditions | null,
  machine: Pick<MountFacts, 'kernel' | 'cpus'>,
): PoolFacts {
  const state = environment?.dmaPool.state ?? 'unknown';
  if (state === 'none') return { kind: 'none' };
  const asked = lab?.pool.areas ?? mostAreas(machine);
  const areas = state === 'dedicated' ? 1 : Math.min(mostAreas(machine), 2 ** Math.ceil(Math.log2(asked)));
  const unit = SEGMENT_SLOTS * areas;
  const slots = (environment?.dmaPool.sizeBytes ?? DEFAULT_SLOTS * SLOT_BYTES) / SLOT_BYTES;
  const whole = unit * Math.max(Math.ceil(LEAST_SLOTS / unit), Math.floor(slots / unit));
  return state === 'dedicated' ? { kind: 'dedicated', slots: whole } : { kind: 'shared', slots: whole, areas };
}

/** The lab's servers as they are started there; WSL's serve one request of a queue or connection at a time. */
function serverOf(transport: Modelled, isLab: boolean): MountFacts['fileServer'] {
  if (!isLab) return { workers: 1, handsOver: false, directIo: true };
  switch (transport) {
    case 'virtiofs':
      return { workers: 1, handsOver: false, directIo: false };
    case '9p-socket':
      return { workers: 16, handsOver: true, directIo: true };
    case '9p-virtio':
      return { workers: 64, handsOver: true, directIo: true };
  }
}

function isSince(kernel: string, first: readonly number[]): boolean {
  return compareVersions(versionParts(kernel), first) >= 0;
}

/** Half of what a call would need is the border between kept and asked for. */
const KEPT = 0.5;

/**
 * What the guest keeps: by what it was counted not to ask for, or else by what took no time. Reads that nobody counted are taken to cross:
 * a page cache and a fast server look alike.
 */
export function cachedBy(
  observations: readonly ProbeObservation[],
  wasCounted: boolean,
  { costs }: Extract<ProbeFit, { status: 'fitted' }>,
): MountFacts['cached'] {
  const of = (label: string): ProbeObservation | null => observations.find((one) => one.label === label) ?? null;
  if (!wasCounted) {
    const names = costs.r_renewal < KEPT * Math.max(costs.r_open, costs.r_change);
    return { dentries: names, attributes: names, data: false };
  }
  const deepest = observations.findLast(({ phase, components }) => phase === 'stat' && components > 0);
  const asked = deepest === undefined ? null : (deepest.requests.lookup + deepest.requests.renewal) / deepest.components;
  const names = asked !== null && asked < KEPT;
  const fstat = of('fstat')?.requests;
  const read = of('read.4k')?.requests.read ?? 1;
  return {
    dentries: names,
    attributes: names && (fstat === undefined || fstat.lookup + fstat.renewal < KEPT),
    data: read < KEPT,
  };
}
