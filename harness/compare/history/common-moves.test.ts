import { describe, expect, it } from 'vitest';
import type { CellHistory, CommonMove, HistoryPoint, LevelChange, MachineHistory } from '../../core/history.ts';
import { AXES } from './axis.ts';
import { commonMoves } from './common-moves.ts';

const point = (kernel: string, day: number): HistoryPoint => ({
  bootId: `${day}`,
  runs: [],
  startedAt: `2026-01-${`${day}`.padStart(2, '0')}T00:00:00.000Z`,
  kernel,
  wsl: null,
});

const cell = { workload: 'small-file', preset: 'tiny', phase: 'create', operation: 'create', target: 'drive-c' } as const;
const place = {
  transport: 'virtiofs',
  concurrency: 1,
  cacheState: 'guest-warm/host-warm',
  metric: 'latency',
  unit: 'ns',
} as const;

/** A machine whose boots had these kernels, one a day, and whose cell changed behind some of them. */
function machine(name: string, kernels: readonly string[], changes: Readonly<Record<number, number>>): MachineHistory {
  const found = Object.entries(changes).map(
    ([before, ratio]): LevelChange => ({
      ...{ before: Number(before), after: Number(before) + 1, ratio },
      ...{ old: 100, new: 100 * ratio, low: ratio, high: ratio, p: 0.001, pAdjusted: 0.01 },
    }),
  );
  const series: CellHistory = {
    ...cell,
    ...place,
    points: kernels.map((_, index) => index),
    values: kernels.map(() => 100),
    verdict: kernels.length < 8 ? 'too-few' : found.length > 0 ? 'moved' : 'no-change-found',
    needed: Math.max(0, 8 - kernels.length),
    changes: found,
  };
  const points = kernels.map((kernel, index) => point(kernel, index + 1));
  return { machine: name, emulated: false, setting: null, runs: [], points, series: [series] };
}

const kernels = (...parts: readonly (readonly [count: number, kernel: string])[]): string[] =>
  parts.flatMap(([count, kernel]) => new Array<string>(count).fill(kernel));

type Short = readonly [direction: string, machines: string, of: number, after: string | null, before: string | null];
const short = ({ direction, machines, searched, between }: CommonMove): Short => [
  direction,
  machines.join('+'),
  searched,
  between.after,
  between.before,
];

describe('cells that moved on several machines', () => {
  const one = machine('m-1', kernels([4, '6.6.87'], [4, '6.18.33']), { 3: 1.5 });

  it('are told together, between the nearest versions of all of them', () => {
    const other = machine('m-2', kernels([4, '6.1.0'], [4, '6.12.5'], [4, '6.20.1']), { 3: 1.2 });
    expect(commonMoves([one, other], AXES.kernel).map(short)).toEqual([['slower', 'm-1+m-2', 2, '6.6.87', '6.12.5']]);
    expect(commonMoves([one, other], AXES.kernel)[0]?.ratios).toEqual({ least: 1.2, most: 1.5 });
  });

  it('count the machines on which a change could have been seen', () => {
    const still = machine('m-3', kernels([4, '6.6.87'], [4, '6.18.33']), {});
    const young = machine('m-4', kernels([2, '6.6.87']), {});
    const again = machine('m-2', kernels([4, '6.6.87'], [4, '6.18.33']), { 3: 1.6 });
    expect(commonMoves([one, again, still, young], AXES.kernel).map(short)).toEqual([
      ['slower', 'm-1+m-2', 3, '6.6.87', '6.18.33'],
    ]);
  });

  it('are not told together when one got slower and the other faster', () => {
    const faster = machine('m-2', kernels([4, '6.6.87'], [4, '6.18.33']), { 3: 0.7 });
    expect(commonMoves([one, faster], AXES.kernel)).toEqual([]);
  });

  it('are not told together when no place can be the cause of both', () => {
    const later = machine('m-2', kernels([4, '6.18.33'], [4, '6.20.1']), { 3: 1.5 });
    expect(commonMoves([one, later], AXES.kernel)).toEqual([]);
  });

  it('are not told together when one moved within a version', () => {
    const within = machine('m-2', kernels([8, '6.18.33']), { 3: 1.5 });
    expect(commonMoves([one, within], AXES.kernel)).toEqual([]);
    const also = machine('m-3', kernels([8, '6.18.33']), { 3: 1.5 });
    expect(commonMoves([one, within, also], AXES.kernel).map(short)).toEqual([['slower', 'm-2+m-3', 3, '6.18.33', '6.18.33']]);
  });

  it('in time share the days that both leave open', () => {
    const other = machine('m-2', kernels([8, '6.6.87']), { 3: 1.5 });
    const day = (number: number): string => point('', number).startedAt;
    expect(commonMoves([one, other], AXES.time).map(short)).toEqual([['slower', 'm-1+m-2', 2, day(4), day(5)]]);
  });

  it('one machine alone is not several', () => expect(commonMoves([one], AXES.kernel)).toEqual([]));
});
