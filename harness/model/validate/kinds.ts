import { checkConcurrency } from './concurrency.ts';
import { readConcurrencyTable } from './concurrency-table.ts';
import { checkCopyAblation, readCopyAblationTable } from './copy-ablation.ts';
import { checkDmaShare, readDmaShareTable } from './dma-share.ts';
import type { Place } from './fields.ts';
import type { TableFindings } from './findings.ts';
import { checkLocalMeasurements, readLocalMeasurements } from './local-measurements.ts';
import { checkLockSplit, readLockSplitTable } from './lock-split.ts';
import { checkQueueCounts } from './queue-count.ts';
import { readQueueCountTable } from './queue-count-table.ts';
import { checkRetryPolicy } from './retry-policy.ts';
import { readRetryTable } from './retry-table.ts';
import { checkSubmissionDepth, readSubmissionDepthTable } from './submission-depth.ts';

/** A table that was read, and only has to be compared. */
export type Check = (seed: number) => TableFindings;

/** @throws UserError where a field that is read is wrong */
export type Kind = (content: unknown, place: Place) => Check;

function kind<Table>(
  read: (content: unknown, place: Place) => Table,
  check: (table: Table, seed: number) => TableFindings,
): Kind {
  return (content, place) => {
    const table = read(content, place);
    return (seed) => check(table, seed);
  };
}

/** By the name that the file gives such a table. */
export const KINDS: Readonly<Record<string, Kind>> = {
  A: kind(readQueueCountTable, checkQueueCounts),
  C1: kind(readConcurrencyTable, checkConcurrency),
  C2: kind(readSubmissionDepthTable, checkSubmissionDepth),
  D: kind(readRetryTable, checkRetryPolicy),
  E: kind(readLockSplitTable, checkLockSplit),
  F: kind(readCopyAblationTable, checkCopyAblation),
  G: kind(readDmaShareTable, checkDmaShare),
  I: kind(readLocalMeasurements, checkLocalMeasurements),
};
