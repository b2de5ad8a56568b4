import type { Cell, Work } from './cell.ts';
import type { Metric } from './sample.ts';

/** What `compare --json` prints. Field names are part of the product; ratios are cost of new over cost of base, so below 1 is faster. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly base: ComparedSide;
  readonly new: ComparedSide;
  /** Any of the runs comes from an emulated processor: ratios tell of it, not of a real one. Null where that is not known. */
  readonly emulated: boolean | null;
  /** Id of the target whose costs all values are multiples of, block by block; null: costs as they are. */
  readonly relativeTo: string | null;
  readonly rule: DecisionRule;
  readonly design: Design;
  /** In what the sides differ on purpose; a confound is everything else that differs. */
  readonly compared: readonly Difference[];
  readonly confounds: readonly Difference[];
  /** What would have been refused without --force. */
  readonly forced: readonly Refusal[];
  readonly controls: Controls;
  readonly noiseFloor: AppliedFloor | null;
  readonly cells: readonly ComparedCell[];
  /** Cells that only one side has, or that have no valid sample on one side. */
  readonly unpaired: readonly UnpairedCell[];
}

export interface ComparedSide {
  /** As the user named it. */
  readonly name: string;
  readonly runs: readonly string[];
  readonly boots: number;
}

/** Fixed before anything is looked at. */
export interface DecisionRule {
  /** Family-wise, over all cells of the report. */
  readonly alpha: number;
  /** Relative difference that matters in practice; 0.03 is 3 %. */
  readonly threshold: number;
  readonly seed: number;
}

export const DEFAULT_RULE: DecisionRule = { alpha: 0.05, threshold: 0.03, seed: 1 };

/**
 * What counts as one piece of evidence. `boots`: the statement is about kernels and settings. `blocks`: both sides were measured in the
 * same boots, and the statement is about these boots only.
 */
export interface Design {
  readonly units: 'boots' | 'blocks';
  /** Pairs: neighbours in time, one of each side. */
  readonly paired: boolean;
  readonly test: 'sign-flip' | 'mann-whitney';
  /** Cells that are tested: Holm's m. */
  readonly tests: number;
}

/** Values that one fingerprint has and the other has not, as printed; null: could not be read. */
export interface Difference {
  /** `kernel`, or the path inside run.json: `environment.tools.git`. */
  readonly path: string;
  readonly base: readonly (string | null)[];
  readonly new: readonly (string | null)[];
}

export interface Refusal {
  readonly code: 'emulated-and-real' | 'other-inputs' | 'other-presets';
  readonly message: string;
}

export type Verdict = 'faster' | 'slower' | 'equivalent' | 'unsure';

/** Why a verdict is `unsure`. */
export type UnsureReason =
  /** Fewer units than any test at this alpha over this many cells can use. */
  | 'too-few-units'
  /** The interval reaches beyond the threshold and the test does not tell the sides apart. */
  | 'not-told-apart'
  /** Told apart, but the interval does not leave out a difference too small to matter, or the noise floor of this machine. */
  | 'near-threshold'
  /** The noise-floor run of this machine raised an alarm: its differences mean nothing. */
  | 'noise-alarm';

export interface Estimate {
  readonly median: number;
  /** Values behind it, and units (boots or blocks) that they come from. */
  readonly n: number;
  readonly nInvalid: number;
  readonly units: number;
}

/** Identified by the cell of its base. */
export interface ComparedCell extends Cell {
  /** The mount of the new side where that is another one, or came by another transport; null where it is the same. */
  readonly against: Pick<Cell, 'target' | 'transport'> | null;
  readonly metric: Metric;
  readonly unit: string;
  readonly base: Estimate;
  readonly new: Estimate;
  readonly verdict: Verdict;
  /** Null unless the verdict is `unsure`. */
  readonly reason: UnsureReason | null;
  /** Geometric mean of the ratios of pairs, or ratio of the geometric means of boots. */
  readonly ratio: number;
  /** 95 %; null with fewer than two units on a side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly intervalMethod: 'student' | 'welch' | null;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  readonly units: { readonly base: number; readonly new: number; readonly kind: Design['units'] };
  /** Ratio beyond which this design sees a difference in four of five tries; null where it sees none, however large. */
  readonly detectable: number | null;
  /** Ratio above 1 that the machine shows without any change; null where that was not measured. */
  readonly noiseFloor: number | null;
  /** More units per side for a verdict; null when there is one, or when more than a thousand would be needed. */
  readonly needed: number | null;
  /** The control that changed as much: the machine's doing, not the mount's. Null otherwise. */
  readonly machineChange: { readonly target: string; readonly ratio: number } | null;
  /** Codes of warnings on either side's figure. */
  readonly warnings: readonly string[];
}

export interface UnpairedCell extends Cell {
  readonly side: 'base' | 'new';
  readonly reason: 'missing-on-the-other-side' | 'failed-on-the-other-side';
}

/** The same work on file systems that no mount is part of: what changes there is not the mount's. */
export type Controls =
  | { readonly status: 'used'; readonly cells: readonly ControlCell[] }
  /** Both sides were measured side by side in one boot, there is no control in the runs or nothing else, or all values are multiples of one. */
  | { readonly status: 'none'; readonly reason: 'same-boots' | 'not-measured' | 'compared-themselves' | 'divided-by' };

export interface ControlCell extends Cell {
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A noise floor that was measured before on the same machine, as `aa` stored it. */
export interface AppliedFloor {
  readonly id: string;
  /** Over all of its cells, as a ratio above 1. A cell that it has uses its own. */
  readonly ratio: number;
  readonly alarm: boolean;
}

/** What `compare --by kernel --json` prints: every level against the first one. */
export interface ComparisonMatrix {
  readonly schemaVersion: 1;
  /** `kernel`, `wsl`, `pool`, `transport` … */
  readonly by: string;
  /** In order of version; the first is the base of all ratios. */
  readonly levels: readonly string[];
  /** One per level but the first; tested together. */
  readonly comparisons: readonly Comparison[];
  readonly trends: readonly Trend[];
}

/** One cell over all levels. */
export interface Trend extends Work {
  /** Of the base; null where targets are the levels. */
  readonly target: string | null;
  readonly metric: Metric;
  readonly unit: string;
  /** By level; null where it was not measured there. */
  readonly medians: readonly (number | null)[];
  /** By level against the first, which has none. */
  readonly ratios: readonly (number | null)[];
  readonly verdicts: readonly (Verdict | null)[];
}
