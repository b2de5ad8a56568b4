/** A step of the probe as it was counted, whole. */
export interface CountedStep {
  /** By type, per operation. */
  readonly counted: Readonly<Record<string, number>>;
  /** Calls of one thread. */
  readonly calls: number;
  /** The calls are made on a descriptor, which is opened before the first one and closed after the last. */
  readonly onDescriptor: boolean;
  /** What opening and closing takes, by type, where the same step counted that; null where nobody did. */
  readonly opening: Readonly<Record<string, number>> | null;
  /** Requests of the read that is made before the first call, to make the data warm; 0 for other calls. */
  readonly warmingReads: number;
}

/** Less than one request in so many calls is what an attribute that expired at random leaves. */
const SMALLEST_COUNT = 0.02;

const READS: readonly string[] = ['READ', 'Tread'];
const DATA: readonly string[] = ['READ', 'WRITE', 'FSYNC', 'Tread', 'Twrite', 'Tfsync', 'Txattrwalk'];
const ATTRIBUTES: readonly string[] = ['GETATTR', 'STATX', 'Tgetattr'];

/** Requests of the calls alone, by type and per call: without those of opening, warming and closing, which no call waited for. */
export function ownRequests({ counted, calls, onDescriptor, opening, warmingReads }: CountedStep): Record<string, number> {
  if (!onDescriptor) return { ...counted };
  const own = Object.entries(counted).flatMap(([type, count]): [string, number][] => {
    if (!DATA.includes(type) && !ATTRIBUTES.includes(type)) return [];
    const warming = READS.includes(type) ? warmingReads / calls : 0;
    const rest = count - warming - (opening?.[type] ?? 0) / calls;
    return rest < SMALLEST_COUNT ? [] : [[type, rest]];
  });
  return Object.fromEntries(own);
}
