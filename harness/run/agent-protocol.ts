import { type Complaint, errorCode, errorText, UserError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { ThreadUsage } from '../system/thread-usage.ts';
import type { CommandLine, CommandResult, Timing } from '../system/timed-command.ts';

/** What the program asks a measuring process to do; one at a time. */
export type Work =
  | {
      readonly kind: 'loop';
      readonly module: string;
      readonly loop: string;
      readonly args: JsonObject;
      readonly concurrency: number;
      /** The file that each thread writes its number to before its first call; null: none. */
      readonly marker: string | null;
    }
  | { readonly kind: 'task'; readonly module: string; readonly task: string; readonly args: JsonObject }
  | {
      readonly kind: 'command';
      readonly command: CommandLine;
      readonly timing: Timing;
      /** File system to sync afterwards, by a path on it; null: none. */
      readonly syncAfter: string | null;
    };

export interface Request {
  readonly id: number;
  readonly work: Work;
  /** Without any sign of activity for this long, the work counts as hung. */
  readonly hangMs: number;
  /** Active or not, the work counts as hung after this. */
  readonly deadlineMs: number;
}

/** One thread's share of a loop. */
export interface LoopShare {
  /** From 0. */
  readonly thread: number;
  /** Of each call that succeeded, nanoseconds, in order. */
  readonly latencies: Float64Array;
  /** CLOCK_MONOTONIC; null for a thread that had nothing to do. */
  readonly startedNs: number | null;
  readonly endedNs: number | null;
  /** Calls without a gap between them, save those that failed: when the first one began, CLOCK_MONOTONIC, and how many succeeded. */
  readonly stretches: readonly { readonly startedNs: number; readonly calls: number }[];
  readonly usage: ThreadUsage;
  /** Calls that threw, by errno. */
  readonly failures: Readonly<Record<string, number>>;
  /** Message of the first one. */
  readonly firstFailure: string | null;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface TimedCommand extends CommandResult {
  /** Null when nothing was synced. */
  readonly syncNs: number | null;
}

export type Answer = { readonly loop: readonly LoopShare[] } | { readonly task: unknown } | { readonly command: TimedCommand };

/** An error as it crosses threads and processes: structured clone keeps of an Error no more than its message. */
export interface Failure {
  readonly status: 'failed';
  readonly message: string;
  readonly code: string | null;
  readonly complaint: Complaint | null;
}

export function failureOf(error: unknown): Failure {
  return {
    status: 'failed',
    message: errorText(error),
    code: errorCode(error),
    complaint: error instanceof UserError ? error.complaint : null,
  };
}

export type Response =
  | { readonly id: number; readonly status: 'ok'; readonly answer: Answer }
  | {
      readonly id: number;
      readonly status: 'failed';
      readonly message: string;
      readonly code: string | null;
      readonly complaint: Complaint | null;
    }
  | { readonly id: number; readonly status: 'hung'; readonly evidence: string };
