import { describe, expect, it } from 'vitest';
import { type Configuration, type ConfigurationOptions, configurationsOf } from './configurations.ts';

const USUAL: ConfigurationOptions = {
  kernels: ['6.1'],
  pool: 'shared',
  poolSlots: 'default',
  poolAreas: null,
  contender: 'none',
};
/** What differs from {@link USUAL}. */
const short = ({ kernel, pool, contender }: Configuration): string =>
  [
    kernel,
    pool.use === 'shared' ? '' : pool.use,
    pool.slots === null ? '' : `slots=${pool.slots}`,
    pool.areas === null ? '' : `areas=${pool.areas}`,
    contender === null ? '' : `${contender.operation}:${contender.askedShare}${disk(contender)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
const disk = ({ diskBytesPerSecond: bytes }: NonNullable<Configuration['contender']>): string =>
  bytes === null ? '' : `@${bytes}`;
const names = (options: Partial<ConfigurationOptions>): string[] => configurationsOf({ ...USUAL, ...options }).map(short);

describe('the configurations of lab run', () => {
  it('are one when nothing is varied', () => {
    expect(configurationsOf(USUAL)).toEqual([
      { kernel: '6.1', pool: { use: 'shared', slots: null, areas: null }, contender: null },
    ]);
  });

  it.each<[string, Partial<ConfigurationOptions>, string[]]>([
    ['kernels', { kernels: ['6.1', '6.18'] }, ['6.1', '6.18']],
    ['a product', { kernels: ['6.1', '7'], poolSlots: '512,default' }, ['6.1 slots=512', '6.1', '7 slots=512', '7']],
    [
      'no size where there is no pool',
      { pool: 'none,private', poolSlots: '512,1024' },
      ['6.1 none', '6.1 private slots=512', '6.1 private slots=1024'],
    ],
    [
      'loads',
      { contender: 'none,read,50%,read:12.5%,write:100%' },
      ['6.1', '6.1 read:1', '6.1 read:0.5', '6.1 read:0.125', '6.1 write:1'],
    ],
    ['slow disks', { contender: 'read@32MiB/s,write:25%@1MiB/s' }, ['6.1 read:1@33554432', '6.1 write:0.25@1048576']],
    ['the same twice is once', { contender: '50%,read:50%', poolAreas: 4 }, ['6.1 areas=4 read:0.5']],
  ])('are %s', (_, options, expected) => {
    expect(names(options)).toEqual(expected);
  });

  it.each<[Partial<ConfigurationOptions>, string]>([
    [{ pool: 'public' }, 'option --pool'],
    [{ pool: '' }, 'option --pool'],
    [{ poolSlots: 'many' }, 'option --pool-slots'],
    [{ poolSlots: '0' }, 'option --pool-slots'],
    [{ poolSlots: '1024,' }, 'option --pool-slots'],
    [{ poolAreas: 0 }, 'option --pool-areas'],
    [{ poolAreas: Number.NaN }, 'option --pool-areas'],
    [{ contender: 'both' }, 'option --contender'],
    [{ contender: '0%' }, 'option --contender'],
    [{ contender: '101%' }, 'option --contender'],
    [{ contender: 'write:50' }, 'option --contender'],
    [{ contender: 'none@32MiB/s' }, 'option --contender'],
    [{ contender: 'read@0MiB/s' }, 'option --contender'],
    [{ contender: 'read@32MB/s' }, 'option --contender'],
    [{ pool: 'none', poolSlots: '512' }, 'a size was given for a pool that is not there'],
    [{ pool: 'none', poolAreas: 2 }, 'a size was given for a pool that is not there'],
  ])('%o is refused', (options, what) => {
    expect(() => configurationsOf({ ...USUAL, ...options })).toThrowError(
      expect.objectContaining({ complaint: expect.objectContaining({ what }) }),
    );
  });
});
