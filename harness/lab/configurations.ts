import { UserError } from '../core/errors.ts';
import { type LabConditions, POOL_USES, type PoolUse } from '../core/lab-conditions.ts';

/** What is asked of the load generator; null: there is none. */
export type AskedContender = Pick<
  NonNullable<LabConditions['contender']>,
  'operation' | 'askedShare' | 'diskBytesPerSecond'
> | null;

/** What may differ from boot to boot. */
export interface Configuration {
  /** Series of the kernel. */
  readonly kernel: string;
  readonly pool: LabConditions['pool'];
  readonly contender: AskedContender;
}

/** The options as given: lists by commas, but for the areas. */
export interface ConfigurationOptions {
  readonly kernels: readonly string[];
  readonly pool: string;
  readonly poolSlots: string;
  readonly poolAreas: number | null;
  readonly contender: string;
}

/** Every combination of the lists, in their order. Without a pool there are no slots to vary. */
export function configurationsOf(options: ConfigurationOptions): Configuration[] {
  const uses = words(options.pool).map(poolUse);
  const slots = words(options.poolSlots).map(slotCount);
  const contenders = words(options.contender).map(contender);
  const areas = options.poolAreas === null ? null : whole('--pool-areas', String(options.poolAreas), MOST_AREAS);
  if (uses.every((use) => use === 'none') && (areas !== null || slots.some((count) => count !== null))) throw noPool(options);
  const all = options.kernels.flatMap((kernel) =>
    uses.flatMap((use) =>
      slots.flatMap((count) =>
        contenders.map((one): Configuration => {
          const pool = use === 'none' ? { use, slots: null, areas: null } : { use, slots: count, areas };
          return { kernel, pool, contender: one };
        }),
      ),
    ),
  );
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Words for what is left as it is. */
const USUAL = { slots: 'default', contender: 'none' } as const;

/** swiotlb= takes an int; IO_TLB_SEGSIZE slots at least, else the kernel rounds up silently. */
const LEAST_SLOTS = 128;
const MOST_SLOTS = 2 ** 21;
const MOST_AREAS = 1024;

const MIB = 2 ** 20;
const CONTENDERS =
  'none, read, write, 50% (of the time, reading), read:50% or write:50%, with @32MiB/s for a disk that does no more; several by commas';

function words(list: string): string[] {
  return list.split(',').map((word) => word.trim());
}

function poolUse(word: string): PoolUse {
  const use = POOL_USES.find((known) => known === word);
  if (use !== undefined) return use;
  throw invalid('--pool', word, `one of ${POOL_USES.join(', ')}, several by commas`);
}

function slotCount(word: string): number | null {
  return word === USUAL.slots ? null : whole('--pool-slots', word, MOST_SLOTS, LEAST_SLOTS);
}

function contender(word: string): AskedContender {
  if (word === USUAL.contender) return null;
  const parts = /^(?:(?<operation>read|write)(?::(?<share>[^@]+))?|(?<bare>\d[^@]*))(?:@(?<mebibytes>\d{1,5})MiB\/s)?$/.exec(
    word,
  )?.groups;
  const share = parts?.share ?? parts?.bare;
  const number = share === undefined ? 100 : Number(/^(\d+(?:\.\d+)?)%$/.exec(share)?.[1]);
  const disk = parts?.mebibytes === undefined ? null : Number(parts.mebibytes) * MIB;
  if (parts === undefined || !(number > 0 && number <= 100) || disk === 0) throw invalid('--contender', word, CONTENDERS);
  return { operation: parts.operation === 'write' ? 'write' : 'read', askedShare: number / 100, diskBytesPerSecond: disk };
}

function whole(name: string, word: string, most: number, least = 1): number {
  const number = /^\d+$/.test(word) ? Number(word) : Number.NaN;
  if (number >= least && number <= most) return number;
  const others = name === '--pool-slots' ? `, or ${USUAL.slots}; several by commas` : '';
  throw invalid(name, word, `a whole number from ${least} to ${most}${others}`);
}

function noPool({ pool, poolSlots, poolAreas }: ConfigurationOptions): UserError {
  const given = poolAreas === null ? `--pool-slots ${poolSlots}` : `--pool-areas ${poolAreas}`;
  return new UserError({
    code: 'lab-pool-unused',
    what: 'a size was given for a pool that is not there',
    got: `--pool ${pool} with ${given}`,
    expected: 'slots and areas only beside a shared or private pool',
    fix: 'leave the size out, or choose --pool shared',
  });
}

function invalid(name: string, got: string, expected: string): UserError {
  return new UserError({
    code: 'option-invalid',
    what: `option ${name}`,
    got: JSON.stringify(got),
    expected,
    fix: 'mntbench lab run --help lists the options',
  });
}
