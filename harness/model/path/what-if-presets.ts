import type { Described } from './described.ts';
import { DEDICATED_POOL, dedicatedOn, WSL_DEDICATED } from './wsl-presets.ts';

const SAME = 'as wsl-6.18-virtiofs-dedicated';

/** What nobody can boot, each one change away from WSL's 6.18 with its pool. */
export const WHAT_IF_PRESETS: readonly Described[] = [
  {
    standsFor: 'a pool, and a lock, for each PCI device',
    assumes: SAME,
    configuration: {
      ...WSL_DEDICATED,
      name: 'what-if-pool-per-device',
      pool: { kind: 'per-device', slots: DEDICATED_POOL.slots },
    },
  },
  {
    standsFor: 'a pool that never is full and needs no lock',
    assumes: SAME,
    configuration: { ...WSL_DEDICATED, name: 'what-if-pool-infinite', pool: { kind: 'infinite' } },
  },
  {
    standsFor: 'a pool that makes requests wait until there is room, as "swiotlb throttling" proposed',
    assumes: SAME,
    configuration: { ...WSL_DEDICATED, name: 'what-if-pool-waits', pool: { ...DEDICATED_POOL, whenFull: 'wait' } },
  },
  {
    standsFor: 'copies that cost nothing',
    assumes: SAME,
    configuration: { ...WSL_DEDICATED, name: 'what-if-zero-copy', parameters: { ...WSL_DEDICATED.parameters, bounceCopy: 0 } },
  },
  {
    standsFor: 'no bouncing at all',
    assumes: SAME,
    configuration: { ...WSL_DEDICATED, name: 'what-if-no-bouncing', pool: { kind: 'none' } },
  },
  {
    standsFor: 'folios of 64 KiB mapped as one',
    assumes: SAME,
    configuration: { ...WSL_DEDICATED, name: 'what-if-folios', work: { ...WSL_DEDICATED.work, folioBytes: 65_536 } },
  },
  {
    standsFor: 'names and attributes that the guest trusts, seen by an open below five directories',
    assumes: SAME,
    configuration: {
      ...WSL_DEDICATED,
      name: 'what-if-names-trusted',
      work: { operation: 'open', directories: 5, clients: 4, cached: { dentries: true, attributes: true } },
    },
  },
  { standsFor: "kernel 6.6 with 6.18's pool", assumes: SAME, configuration: dedicatedOn('6.6') },
  { standsFor: "kernel 5.15 with 6.18's pool", assumes: SAME, configuration: dedicatedOn('5.15') },
];
