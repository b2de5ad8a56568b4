import { z } from 'zod';
import { jobs, name, type Place, positive, range, readFields, rowsOf } from './fields.ts';
import { judgedByRange, type Range, type TableFindings } from './findings.ts';
import { type PriorsPath, simulatePriors } from './priors-path.ts';

/** How clients of a transport submit, and the path that stands for it. */
const TRANSPORTS = {
  /** v9fs waits for each answer before it sends the next request of a thread: asynchronous calls are synchronous. */
  '9p': { transport: '9p-virtio', isAsynchronous: false },
  '9p-virtio': { transport: '9p-virtio', isAsynchronous: false },
  '9p-socket': { transport: '9p-socket', isAsynchronous: false },
  virtiofs: { transport: 'virtiofs', isAsynchronous: true },
  'virtio-fs': { transport: 'virtiofs', isAsynchronous: true },
} as const satisfies Readonly<Record<string, Submission>>;

interface Submission {
  readonly transport: PriorsPath['transport'];
  readonly isAsynchronous: boolean;
}

/** libaio in the published comparison, against one at a time. */
const DEPTH = 16;
const BLOCK_BYTES = 4096;
const KERNEL = '5.11';
const OPERATIONS = 10_000;

/** Where the table states no range: asynchronous submission brings nothing, within what runs differ by; or it brings something. */
const DEFAULT_RANGES = { synchronous: [0.8, 1.05], asynchronous: [1.05, null] } as const satisfies Readonly<
  Record<string, Range>
>;

const transportNames = Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[];

const rowSchema = z.object({
  transport: z.enum(transportNames, `one of ${transportNames.join(', ')}`),
  ratio: positive,
  qemu: name.optional(),
  cache: name.optional(),
  depth: jobs.optional(),
});

const tableSchema = z.object({ rows: rowsOf(rowSchema), accept: z.record(z.string(), range).optional() });

export type SubmissionDepthTable = z.output<typeof tableSchema>;

export function readSubmissionDepthTable(content: unknown, place: Place): SubmissionDepthTable {
  return readFields(tableSchema, content, place);
}

/** Many reads at once against one at a time: which of both a client can do decides on the ratio, and no parameter does. */
export function checkSubmissionDepth({ rows, accept = {} }: SubmissionDepthTable, seed: number): TableFindings {
  const rates = new Map<string, number>();
  const rate = (transport: keyof typeof TRANSPORTS, clients: number): number => {
    const key = `${transport} ${clients}`;
    const known = rates.get(key) ?? rateOf(TRANSPORTS[transport].transport, clients, seed);
    rates.set(key, known);
    return known;
  };
  const isUnstated = (transport: string): boolean => !Object.hasOwn(accept, transport);
  return {
    points: rows.map(({ transport, ratio, qemu, cache, depth = DEPTH }) => {
      const { isAsynchronous } = TRANSPORTS[transport];
      const details = [transport, qemu, cache === undefined ? undefined : `cache=${cache}`];
      return judgedByRange(
        {
          ...{
            row: details.filter((detail) => detail !== undefined).join(', '),
            n: depth,
            quantity: 'rate over that of one at a time',
            unit: 'ratio',
          },
          ...{ observed: ratio, predicted: rate(transport, isAsynchronous ? depth : 1) / rate(transport, 1), use: 'predict' },
        },
        accept[transport] ?? DEFAULT_RANGES[isAsynchronous ? 'asynchronous' : 'synchronous'],
      );
    }),
    verdicts: [],
    notes: [
      'all times are priors: how far an asynchronous ratio is above 1 depends on them, that it is does not',
      ...[...new Set(rows.map(({ transport }) => transport).filter(isUnstated))].map(
        (transport) => `no range is stated for ${transport}: this program's own is used`,
      ),
    ],
    tolerance: null,
  };
}

function rateOf(transport: PriorsPath['transport'], clients: number, seed: number): number {
  const work = { operation: 'read', bytes: BLOCK_BYTES, clients } as const;
  return simulatePriors({ transport, kernel: KERNEL, pool: { kind: 'none' }, work }, OPERATIONS, seed).throughputPerSecond;
}
