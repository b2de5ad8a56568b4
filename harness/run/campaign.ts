import type { Count, Counting, Pass } from '../core/counting.ts';
import type { MeasuredAt, Measurement, Recorder } from '../core/measurement.ts';
import type { BlockRecord, RunRecord, Trial } from '../core/run-record.ts';
import type { Session, Workload } from '../core/workload.ts';
import type { Programs } from '../system/programs.ts';
import type { Timing } from '../system/timed-command.ts';
import type { ReadMounts } from './guard.ts';
import type { MeasuredTarget } from './measured-target.ts';

/** One trial of the plan with what carries it out. */
export interface PreparedTrial {
  readonly trial: Trial;
  readonly workload: Workload;
  readonly session: Session;
}

/** The user's wish to stop, and the last moment. */
export interface Stop {
  /** Set by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly requested: boolean;
  readonly deadlineNs: number;
}

export type Failure = RunRecord['failures'][number];

/** What a run shows while it works; called only between samples. */
export interface Progress {
  /** `share` of the whole, 0 to 1. */
  update(share: number, text: string): void;
  note(text: string): void;
}

/** Everything that the passes over the plan share. Only the ports at the end are code of other stages; the command line plugs them in. */
export interface Campaign {
  readonly seed: number;
  readonly trials: readonly PreparedTrial[];
  readonly targets: readonly MeasuredTarget[];
  readonly scratch: string;
  readonly programs: Programs;
  readonly timing: Timing;
  readonly pass: Pass;
  /** Null: nothing is counted. */
  readonly counting: Counting | null;
  readonly recorder: Recorder;
  readonly stop: Stop;
  readonly progress: Progress;
  readonly readMounts: ReadMounts;
  readonly order: (
    block: number,
    trials: readonly number[],
    targets: readonly number[],
  ) => readonly { readonly trial: number; readonly target: number }[];
  readonly onMeasurement: (trial: number, at: MeasuredAt, measurement: Measurement, counts: readonly Count[]) => void;
  readonly onFailure: (failure: Failure) => void;
  /** Called before a block with `finishedAt: null`, and after it. On disk when it returns. */
  readonly onBlock: (block: BlockRecord) => void;
  /** True when all cells of the trial are precise, so that it needs no more blocks. Asked once per trial and block. */
  readonly isPrecise: (trial: number) => boolean;
}
