import type { Fault, LabConditions } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import { type Configured, configurationName } from './conditions.ts';

/** One boot of `lab run`, as it ended. */
export interface BootReport {
  /** From 1, in the order of execution. */
  readonly boot: number;
  /** Series of the kernel. */
  readonly kernel: string;
  readonly release: string;
  readonly pool: LabConditions['pool'];
  /** With its rates where the guest lived to tell them. */
  readonly contender: LabConditions['contender'];
  readonly faults: readonly Fault[];
  readonly status: 'ran' | 'failed' | 'interrupted';
  /** Why it failed; null for the others. */
  readonly reason: string | null;
  /** What was measured until the guest's end; null where nothing was, or nothing that can be read. */
  readonly run: {
    readonly id: string;
    readonly dir: string;
    readonly status: RunRecord['status'];
    readonly bootId: string | null;
  } | null;
  /** From the start of the kernel; null where it did not get that far. */
  readonly userSpaceNs: number | null;
  readonly firstSampleNs: number | null;
  /** Of the host, from the first preparation to the last run brought back. */
  readonly seconds: number;
}

/** What `lab run --json` prints. Field names are part of the product. */
export interface LabRunDocument {
  readonly schemaVersion: 1;
  readonly seed: number;
  /** The configurations of all boots that were planned, in order. */
  readonly order: readonly string[];
  /** Of those that were begun. */
  readonly boots: readonly BootReport[];
}

export function labRunDocument(seed: number, order: readonly Configured[], boots: readonly BootReport[]): LabRunDocument {
  return { schemaVersion: 1, seed, order: order.map(configurationName), boots };
}
