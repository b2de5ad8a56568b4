import type { MountFacts } from '../what-if/mount-facts.ts';

/** A share of a lab guest that trusts no names. */
export const VIRTIOFS: MountFacts = {
  transport: 'virtiofs',
  kernel: '6.18',
  hz: 250,
  cpus: 2,
  pool: { kind: 'shared', slots: 32_768, areas: 2 },
  queues: 1,
  maxPages: 64,
  msize: null,
  packetBytes: 4088,
  fileServer: { workers: 1, handsOver: false, directIo: true },
  cached: { dentries: false, attributes: false, data: false },
  contenders: [],
};
