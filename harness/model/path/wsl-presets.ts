import type { ModelConfigurationInput } from './configuration.ts';
import { type Described, SMALL_READS } from './described.ts';

const MIB = 1024 * 1024;
const SLOT_BYTES = 2048;

const WSL_POOL_SLOTS = (64 * MIB) / SLOT_BYTES;

/**
 * Two rows of the published comparison of one and four queues (table A), each split into what every queue has and what all share: 14.0 µs
 * and 24.8 µs for 4 KiB, 26.8 µs and 172 µs for 256 KiB. Lines through both. Nobody has published writes that can be explained, so they
 * are taken to cost the same.
 */
const PUBLISHED_HOST = {
  serverRequest: 13_800,
  serverReadByte: 0.05,
  serverWriteByte: 0.05,
  hostHit: 22_500,
  hostReadByte: 0.57,
  hostWriteByte: 0.57,
} as const;

const HOST_ASSUMED = 'the host is that of the published four-queue comparison; all other times are priors';

type Virtiofs = Extract<ModelConfigurationInput, { transport: 'virtiofs' }>;

const MACHINE = {
  schemaVersion: 1,
  cpus: 8,
  work: SMALL_READS,
  parameters: PUBLISHED_HOST,
} as const satisfies Partial<ModelConfigurationInput>;

/** `CONFIG_HZ` of WSL's kernels; that of 6.6 is taken to be the older one. */
const HZ = { '5.15': 100, '6.6': 100, '6.18': 250 } as const;
type Series = keyof typeof HZ;

function ninep(kernel: Series, cache: string): Described {
  return {
    standsFor: `WSL with kernel ${kernel}: a Windows drive by 9P over a socket, ${cache}; nothing is bounced`,
    assumes: `the Windows server serves one request at a time; ${HOST_ASSUMED}`,
    configuration: {
      ...MACHINE,
      name: `wsl-${kernel}-9p`,
      kernel,
      hz: HZ[kernel],
      transport: '9p-socket',
      pool: { kind: 'none' },
    },
  };
}

/** openvmm serves one request of a queue at a time; before its device was told of the limit a request had 252 pages. */
function virtiofs(name: string, kernel: Series, pool: Virtiofs['pool'], others: Partial<Virtiofs> = {}): Virtiofs {
  const maxPages = kernel === '6.18' ? 64 : 252;
  return { ...MACHINE, transport: 'virtiofs', name, kernel, hz: HZ[kernel], pool, maxPages, ...others };
}

const everything = (areas: number): Virtiofs['pool'] => ({ kind: 'default-n-areas', slots: WSL_POOL_SLOTS, areas });
export const DEDICATED_POOL = { kind: 'hv-pci-one-area', slots: WSL_POOL_SLOTS } as const satisfies Virtiofs['pool'];

export const WSL_DEDICATED = virtiofs('wsl-6.18-virtiofs-dedicated', '6.18', DEDICATED_POOL);

/** Of another kernel with the pool that only 6.18 has. */
export function dedicatedOn(kernel: '5.15' | '6.6'): Virtiofs {
  return virtiofs(`what-if-${kernel}-virtiofs-dedicated`, kernel, DEDICATED_POOL);
}

export const WSL_PRESETS: readonly Described[] = [
  ninep('5.15', 'file data not cached'),
  ninep('6.6', 'file data cached by cache=mmap'),
  ninep('6.18', 'file data cached by cache=mmap'),
  {
    standsFor: 'WSL with kernel 5.15: a Windows drive by virtiofs, everything bounced through one pool with one lock',
    assumes: HOST_ASSUMED,
    configuration: virtiofs('wsl-5.15-virtiofs', '5.15', everything(1)),
  },
  {
    standsFor:
      'WSL with kernel 6.6: a Windows drive by virtiofs, everything bounced through one pool with an area for each processor',
    assumes: HOST_ASSUMED,
    configuration: virtiofs('wsl-6.6-virtiofs', '6.6', everything(8)),
  },
  {
    standsFor: 'WSL 2.7 with kernel 6.18: as before, requests of at most 256 KiB',
    assumes: HOST_ASSUMED,
    configuration: virtiofs('wsl-6.18-virtiofs-shared', '6.18', everything(8)),
  },
  {
    standsFor: 'WSL from 2.8.9 with kernel 6.18: PCI devices have a pool of their own, with one lock for all of them',
    assumes: HOST_ASSUMED,
    configuration: WSL_DEDICATED,
  },
  {
    standsFor: 'the same with the aggregate device of four queues',
    assumes: `each thread keeps to a queue of its own; ${HOST_ASSUMED}`,
    configuration: virtiofs('wsl-6.18-virtiofs-four-queues', '6.18', DEDICATED_POOL, { queues: 4 }),
  },
];
