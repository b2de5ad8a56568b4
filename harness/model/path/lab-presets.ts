import type { ModelConfigurationInput } from './configuration.ts';
import { type Described, SMALL_READS } from './described.ts';

const KERNELS = ['6.1', '6.12', '6.18'] as const;

const TIMES_ASSUMED = 'times are priors for a real processor, the guest of the lab is emulated: fit them before comparing';

const GUEST = {
  schemaVersion: 1,
  hz: 250,
  cpus: 2,
  work: SMALL_READS,
} as const satisfies Partial<ModelConfigurationInput>;

/** swiotlb=force: 64 MiB, an area for each of two processors. */
const BOUNCED = { kind: 'default-n-areas', slots: 32_768, areas: 2 } as const;

const MSIZE = 262_144;

export const LAB_PRESETS: readonly Described[] = KERNELS.flatMap((kernel) => [
  {
    standsFor: `the lab with kernel ${kernel}: /mnt/d by QEMU's virtiofsd, names and attributes trusted for a second (cache=auto)`,
    assumes: `the server works on one request at a time, as its thread pool of size 0 does; ${TIMES_ASSUMED}`,
    configuration: {
      ...GUEST,
      transport: 'virtiofs',
      name: `lab-${kernel}-virtiofs`,
      kernel,
      pool: BOUNCED,
      ringEntries: 1024,
      maxPages: 256,
      work: { ...SMALL_READS, cached: { dentries: true, attributes: true, data: false } },
      fileServer: { workers: 1, handsOver: false, directIo: false, parallelWrites: false },
    },
  },
  {
    standsFor: `the lab with kernel ${kernel}: /mnt/c by diod over TCP`,
    assumes: `diod has 16 threads, segments have 1460 bytes; ${TIMES_ASSUMED}`,
    configuration: {
      ...GUEST,
      transport: '9p-socket',
      name: `lab-${kernel}-9p-socket`,
      kernel,
      pool: { kind: 'none' },
      msize: MSIZE,
      packetBytes: 1460,
      fileServer: { workers: 16, handsOver: true },
    },
  },
  {
    standsFor: `the lab with kernel ${kernel}: /mnt/e by QEMU's own 9P server over virtio`,
    assumes: `QEMU hands each request to one of 64 threads; ${TIMES_ASSUMED}`,
    configuration: {
      ...GUEST,
      transport: '9p-virtio',
      name: `lab-${kernel}-9p-virtio`,
      kernel,
      pool: BOUNCED,
      msize: MSIZE,
      fileServer: { workers: 64, handsOver: true },
    },
  },
]);
