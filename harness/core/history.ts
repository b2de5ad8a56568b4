import type { Cell } from './cell.ts';
import type { METRICS, Metric } from './sample.ts';

/** What the points of a history are ordered by. Within one version: by time. */
export const HISTORY_ORDERS = ['time', 'kernel', 'wsl'] as const;
export type HistoryOrder = (typeof HISTORY_ORDERS)[number];

/** What `history --json` prints. Field names are part of the product. */
export interface History {
  readonly schemaVersion: 1;
  readonly by: HistoryOrder;
  readonly rule: HistoryRule;
  /** Each machine on its own; more than one entry where its processor was emulated or its guest was configured differently. */
  readonly machines: readonly MachineHistory[];
  /** Cells that moved on several machines at a place that can be the same one. Empty with one machine. */
  readonly common: readonly CommonMove[];
  readonly leftOut: LeftOut;
}

/** Fixed before anything is looked at. */
export interface HistoryRule {
  /** Chance of one or more false changes in the whole report. */
  readonly alpha: number;
  /** Series that were long enough to be searched. */
  readonly tests: number;
  /** Boots on either side of a change. */
  readonly fewest: number;
  /** Relative change below which nothing is told; 0.03 is 3 %. */
  readonly smallest: number;
  /** Of the simulation that p comes from. */
  readonly seed: number;
}

/** Runs that take no part. */
export interface LeftOut {
  /** Folders with a retracted.json. */
  readonly retracted: readonly string[];
  /** Copies of a run that was read before. */
  readonly duplicates: readonly string[];
  readonly unreadable: readonly { readonly dir: string; readonly reason: string }[];
}

export interface MachineHistory {
  readonly machine: string;
  /** Every instruction was emulated; null where that is not known. */
  readonly emulated: boolean | null;
  /** How the lab configured its guest, without the kernel; null for every other machine. */
  readonly setting: string | null;
  /** In the order of the points. */
  readonly runs: readonly HistoryRun[];
  /** Boots: all values of one boot are one piece of evidence. */
  readonly points: readonly HistoryPoint[];
  readonly series: readonly CellHistory[];
}

export interface HistoryRun {
  readonly id: string;
  readonly dir: string;
  readonly status: string;
  readonly startedAt: string;
  readonly kernel: string | null;
  /** Null where there is none, or it was not told. */
  readonly wsl: string | null;
  /** What the lab did to its guest, with its kernel; null for every other machine. */
  readonly conditions: string | null;
  /** Into `points`; empty where no sample is valid. */
  readonly points: readonly number[];
}

export interface HistoryPoint {
  /** Null where the kernel does not tell; then every run counts as a boot. */
  readonly bootId: string | null;
  readonly runs: readonly string[];
  /** Of the first run. */
  readonly startedAt: string;
  readonly kernel: string | null;
  readonly wsl: string | null;
}

/** One cell on one machine. */
export interface CellHistory extends Cell {
  readonly metric: Metric;
  readonly unit: (typeof METRICS)[Metric]['unit'];
  /** Into the machine's `points`: those with a valid sample of this cell. */
  readonly points: readonly number[];
  /** Median of the boot's valid samples, one for each of `points`. */
  readonly values: readonly number[];
  readonly verdict: 'moved' | 'no-change-found' | 'too-few';
  /** Boots that are missing before a change could be seen; 0 unless `too-few`. */
  readonly needed: number;
  /** In order; empty unless `moved`. */
  readonly changes: readonly LevelChange[];
}

/** A place where the level of a cell changed for good, or until the next change. */
export interface LevelChange {
  /** Into the machine's `points`: the last one of the old level, the first one of the new. */
  readonly before: number;
  readonly after: number;
  /** Medians over the boots of either level. */
  readonly old: number;
  readonly new: number;
  /** New over old: below 1 is faster. */
  readonly ratio: number;
  /** 95 %, by Mann–Whitney inverted; knows nothing of the choice of the place. */
  readonly low: number;
  readonly high: number;
  /** Of a step this large anywhere in the stretch. */
  readonly p: number;
  /** For all series and stretches of the report. */
  readonly pAdjusted: number;
}

/** The same work over the same transport on several machines. */
export interface CommonMove extends Omit<Cell, 'target'> {
  readonly direction: 'slower' | 'faster';
  readonly machines: readonly string[];
  /** Machines on which a change could have been seen. */
  readonly searched: number;
  /** Where one cause of all of them would have to lie: times, kernels or WSL versions, as `by` says. */
  readonly between: { readonly after: string | null; readonly before: string | null };
  /** Smallest and largest of the machines' ratios. */
  readonly ratios: { readonly least: number; readonly most: number };
}
