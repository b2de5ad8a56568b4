import { kernelTraits } from '../path/kernel-traits.ts';
import type { MountFacts } from './mount-facts.ts';

export const CHANGE_IDS = [
  'dedicated-pool',
  'more-areas',
  'no-bounce-copies',
  'four-queues',
  'cached-lookups',
  'other-transport',
] as const;
export type ChangeId = (typeof CHANGE_IDS)[number];

/** What is simulated: the mount, and whether copies through bounce buffers cost anything. */
export interface Setting {
  readonly facts: MountFacts;
  readonly copiesAreFree: boolean;
}

interface Change {
  readonly title: (facts: MountFacts) => string;
  /** Whether there is anything to change. */
  readonly applies: (facts: MountFacts) => boolean;
  readonly apply: (setting: Setting, other: MountFacts | null) => Setting;
}

const FOUR = 4;

const bounces = ({ transport, pool }: MountFacts): boolean => transport !== '9p-socket' && pool.kind !== 'none';

/** As the kernel makes it: a power of two that covers the processors. */
export function mostAreas({ kernel, cpus }: Pick<MountFacts, 'kernel' | 'cpus'>): number {
  return kernelTraits(kernel).hasPoolAreas ? 2 ** Math.ceil(Math.log2(cpus)) : 1;
}

/** In the order in which they are applied: what replaces the transport comes last, and takes all of the others but caching away. */
export const CHANGES: Readonly<Record<ChangeId, Change>> = {
  'dedicated-pool': {
    title: () => 'a DMA pool of its own for the PCI devices',
    applies: (facts) => bounces(facts) && facts.pool.kind === 'shared',
    apply: ({ facts, ...rest }) => ({ ...rest, facts: dedicated(facts) }),
  },
  'more-areas': {
    title: (facts) => `a lock in the pool for each of ${facts.cpus} processors`,
    applies: (facts) => bounces(facts) && areasOf(facts) < mostAreas(facts),
    apply: ({ facts, ...rest }) => ({ ...rest, facts: inManyAreas(facts) }),
  },
  'no-bounce-copies': {
    title: () => 'no copies through bounce buffers',
    applies: bounces,
    apply: (setting) => ({ ...setting, copiesAreFree: true }),
  },
  'four-queues': {
    title: () => 'four queues to the file server',
    applies: ({ transport, queues, kernel }) => transport === 'virtiofs' && queues < FOUR && kernelTraits(kernel).usesAllQueues,
    apply: ({ facts, ...rest }) => ({
      ...rest,
      facts: { ...facts, queues: facts.transport === 'virtiofs' ? FOUR : facts.queues },
    }),
  },
  'cached-lookups': {
    title: () => 'names and attributes that the guest keeps and trusts',
    applies: ({ cached }) => !(cached.dentries && cached.attributes),
    apply: ({ facts, ...rest }) => ({ ...rest, facts: withCachedLookups(facts) }),
  },
  'other-transport': {
    title: ({ transport }) => (transport === 'virtiofs' ? '9P over a socket in place of virtiofs' : 'virtiofs in place of 9P'),
    applies: () => true,
    apply: ({ facts, ...rest }, other) => ({ ...rest, facts: other === null ? facts : inPlaceOf(facts, other) }),
  },
};

/** The mount with some changes made, whatever the order in which they are named. */
export function changed(facts: MountFacts, made: ReadonlySet<ChangeId>, other: MountFacts | null): Setting {
  return CHANGE_IDS.filter((id) => made.has(id)).reduce<Setting>((setting, id) => CHANGES[id].apply(setting, other), {
    facts,
    copiesAreFree: false,
  });
}

export function applicableChanges(facts: MountFacts, other: MountFacts | null): ChangeId[] {
  return CHANGE_IDS.filter((id) => (id !== 'other-transport' || other !== null) && CHANGES[id].applies(facts));
}

function areasOf({ pool }: MountFacts): number {
  return pool.kind === 'shared' ? pool.areas : 1;
}

/** Disks stay behind in the default pool. */
function dedicated(facts: MountFacts): MountFacts {
  const { pool } = facts;
  if (pool.kind !== 'shared') return facts;
  return { ...facts, pool: { kind: 'dedicated', slots: pool.slots } };
}

/** A pool of PCI devices with several locks is one that no disk uses. */
function inManyAreas(facts: MountFacts): MountFacts {
  const { pool, contenders } = facts;
  if (pool.kind === 'none') return facts;
  const areas = mostAreas(facts);
  const among = pool.kind === 'dedicated' ? contenders.filter(({ device }) => device === 'pci') : contenders;
  return { ...facts, pool: { kind: 'shared', slots: pool.slots, areas }, contenders: among };
}

function withCachedLookups(facts: MountFacts): MountFacts {
  return { ...facts, cached: { ...facts.cached, dentries: true, attributes: true } };
}

function inPlaceOf(present: MountFacts, other: MountFacts): MountFacts {
  // What was asked to be cached stays cached, by either transport.
  const { dentries, attributes } = present.cached;
  return {
    ...other,
    cached: {
      ...other.cached,
      dentries: dentries || other.cached.dentries,
      attributes: attributes || other.cached.attributes,
    },
  };
}
