import { z } from 'zod';
import type { ModelConfiguration } from '../path/configuration.ts';
import { PRESETS } from '../path/presets.ts';
import { simulateConfiguration } from '../sweep/simulate-configuration.ts';
import { type Place, range, readFields } from './fields.ts';
import { judgedByRange, type Range, type TableFindings } from './findings.ts';

const tableSchema = z.object({ accept: z.object({ dmaShare: range }).optional() });

/** Where the table states none: shares that have been published lie inside. */
const PLAUSIBLE: Range = [0, 0.6];

export interface DmaShareTable {
  readonly accepted: Range;
}

export function readDmaShareTable(content: unknown, place: Place): DmaShareTable {
  return { accepted: readFields(tableSchema, content, place).accept?.dmaShare ?? PLAUSIBLE };
}

/** Nothing but the smallest requests and the largest: between them the share lies between theirs. */
const OPERATIONS = [
  { operation: 'fstat', bytes: 0 },
  { operation: 'read', bytes: 4096 },
  { operation: 'read', bytes: 256 * 1024 },
  { operation: 'write', bytes: 256 * 1024 },
] as const satisfies readonly Partial<ModelConfiguration['work']>[];

/** Enough for a share, whose draws are the same in numerator and denominator. */
const RUN = { operations: 300, warmUp: 30 } as const;

/** How much of an operation the DMA layer has, over all presets that bounce. The claims of the table's rows are of other systems. */
export function checkDmaShare({ accepted }: DmaShareTable, seed: number): TableFindings {
  const bouncing = PRESETS.filter(({ configuration }) => configuration.pool.kind !== 'none');
  return {
    points: OPERATIONS.flatMap((work) => {
      const shares = bouncing.map(({ name, configuration }) => ({ name, share: shareOf(configuration, work, seed) }));
      const [low, high] = [Math.min(...shares.map(({ share }) => share)), Math.max(...shares.map(({ share }) => share))];
      return [low, high].map((predicted) =>
        judgedByRange(
          {
            ...{
              row: `${work.operation} ${work.bytes} B, ${shares.find(({ share }) => share === predicted)?.name}`,
              n: work.bytes,
            },
            ...{ quantity: `${predicted === low ? 'smallest' : 'largest'} DMA share of all presets`, unit: 'share' },
            ...{ observed: null, predicted, use: 'predict' },
          },
          accepted,
        ),
      );
    }),
    verdicts: [],
    notes: [
      `${bouncing.length} presets that bounce, one operation at a time; a share outside of the range is suspicious, one inside proves nothing`,
    ],
    tolerance: null,
  };
}

function shareOf(configuration: ModelConfiguration, work: Partial<ModelConfiguration['work']>, seed: number): number {
  const alone = { ...configuration, work: { ...configuration.work, ...work, clients: 1 }, run: { ...RUN, seed } };
  return simulateConfiguration(alone).layers.find(({ layer }) => layer === 'dma')?.share ?? 0;
}
