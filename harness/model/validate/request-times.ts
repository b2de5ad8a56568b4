import { z } from 'zod';
import { PARAMETERS } from '../path/parameters.ts';
import { byNumber, count, microseconds, type Place, readFields, wrongField } from './fields.ts';
import { judged, type Point, percent, relativeErrorOf, shown, type TableFindings, type Verdict } from './findings.ts';
import { fitLine, type Line, onLine, type SizedTime } from './line.ts';
import { situationNamed } from './named-operation.ts';
import { requestsOf } from './request-counts.ts';

const STAT_KEY = /^statDepth(\d{1,2})$/;
const DIRECTIONS = ['read', 'write'] as const;

const sizes = byNumber(microseconds, 'bytes');
const roundTrip = z
  .tuple([microseconds, microseconds], 'two times, low and high')
  .refine(([low, high]) => low <= high, 'low before high');
const statSchema = z.object({ us: microseconds, requests: count, requestRoundTripP50: roundTrip });
const tableSchema = z.object({ read: sizes.optional(), write: sizes.optional() }).catchall(z.unknown());

export interface RequestTimeTable {
  readonly sweeps: readonly Sweep[];
  readonly stats: readonly ({ readonly directories: number } & z.output<typeof statSchema>)[];
}

interface Sweep {
  readonly direction: (typeof DIRECTIONS)[number];
  readonly times: readonly SizedTime[];
}

export function readRequestTimeTable(content: unknown, place: Place): RequestTimeTable {
  const table = readFields(tableSchema, content, place);
  const sweeps = DIRECTIONS.flatMap((direction): Sweep[] => {
    const given = table[direction];
    if (given === undefined) return [];
    const times = Object.entries(given)
      .map(([size, us]) => ({ bytes: Number(size), us }))
      .sort((a, b) => a.bytes - b.bytes);
    if (times.filter(isFitted).length < 2)
      throw wrongField(place, [direction], given, `two sizes up to ${FITTED_BYTES} bytes at least, to fit on`);
    return [{ direction, times }];
  });
  const stats = Object.keys(table).flatMap((key) => {
    const directories = STAT_KEY.exec(key)?.[1];
    if (directories === undefined) return [];
    return [
      { directories: Number(directories), ...readFields(statSchema, table[key], { ...place, path: `${place.path}.${key}` }) },
    ];
  });
  if (sweeps.length + stats.length === 0) throw wrongField(place, [], Object.keys(table), 'read, write or a statDepth');
  return { sweeps, stats };
}

/** Up to here a request is one request whatever the kernel, and no allocator has a threshold. */
const FITTED_BYTES = 65_536;

const THRESHOLDS = {
  fitted: 0.15,
  /** Beyond the sizes that are fitted; what is slower is a step. */
  extrapolated: 0.25,
  /** Of the time of a stat that may be neither request nor anything that is named. */
  unattributed: 0.25,
  /** At map and at unmap: the most that a bounce pool copies of a byte (from 5.18 on). */
  bounceCopies: 2,
} as const;

/** Requests that no pool touches: a line in the size and whole requests explain them, and what they do not explain is not called DMA. */
export function checkRequestTimes({ sweeps, stats }: RequestTimeTable): TableFindings {
  const swept = sweeps.map(checkSweep);
  return {
    points: [...swept.flatMap(({ points }) => points), ...stats.flatMap(statPoints)],
    verdicts: swept.flatMap(({ verdicts }) => verdicts),
    notes: [],
    tolerance: THRESHOLDS.extrapolated,
  };
}

function isFitted({ bytes }: SizedTime): boolean {
  return bytes <= FITTED_BYTES;
}

function checkSweep({ direction, times }: Sweep): { readonly points: readonly Point[]; readonly verdicts: readonly Verdict[] } {
  const line = fitLine(times.filter(isFitted));
  const step = times.find((time) => !isFitted(time) && isBeyondCopies(time, line));
  return {
    points: times.map((time): Point => {
      const { bytes, us: observed } = time;
      const point = {
        row: `${direction} ${bytes} B`,
        n: bytes,
        quantity: 'time',
        unit: 'µs',
        observed,
        predicted: onLine(line, bytes),
      };
      if (isFitted(time)) return judged({ ...point, use: 'fit' }, THRESHOLDS.fitted);
      // Whatever began at the step goes on behind it.
      if (step !== undefined && bytes >= step.bytes) return shown({ ...point, use: 'predict' }, 'a step that no DMA explains');
      return judged({ ...point, use: 'predict' }, THRESHOLDS.extrapolated);
    }),
    verdicts: step === undefined ? [] : [stepVerdict(direction, step, line)],
  };
}

/** Slower than smaller sizes say, by more than bouncing every byte could take at the slow end of what copies cost. */
function isBeyondCopies({ bytes, us }: SizedTime, line: Line): boolean {
  const expected = onLine(line, bytes);
  return us > expected * (1 + THRESHOLDS.extrapolated) && us - expected > mostCopiesUs(bytes);
}

function mostCopiesUs(bytes: number): number {
  return (THRESHOLDS.bounceCopies * bytes * PARAMETERS.bounceCopy.prior[1]) / 1000;
}

function stepVerdict(direction: string, { bytes, us }: SizedTime, line: Line): Verdict {
  const expected = onLine(line, bytes);
  return {
    ...{ row: `${direction} from ${bytes} B`, verdict: 'unexplained', expected: null, ok: true },
    detail:
      `a step: ${us} µs where the line of smaller sizes says ${expected.toFixed(1)}; copies in a bounce pool would be ` +
      `${mostCopiesUs(bytes).toFixed(0)} of the ${(us - expected).toFixed(0)} µs more at most, so that it is not attributed to DMA`,
  };
}

function statPoints({ directories, us, requests, requestRoundTripP50: [low, high] }: RequestTimeTable['stats'][number]): Point[] {
  const situation = situationNamed('stat', directories);
  if (situation === null) throw new Error('stat is not expanded');
  const expanded = requestsOf(situation);
  const row = `stat below ${directories} directories`;
  const attributed = (expanded * (low + high)) / 2;
  return [
    {
      ...judged(
        { row, n: directories, quantity: 'requests', unit: 'requests', observed: requests, predicted: expanded, use: 'predict' },
        0,
      ),
      reason: 'the same number',
    },
    {
      ...{
        row,
        n: directories,
        quantity: 'time of its requests',
        unit: 'µs',
        observed: us,
        predicted: attributed,
        use: 'predict',
      },
      relativeError: relativeErrorOf(us, attributed),
      ok: expanded * low <= us && attributed >= us * (1 - THRESHOLDS.unattributed),
      reason: `no more than was observed, and all of it but ${percent(THRESHOLDS.unattributed)}`,
    },
  ];
}
