import { z } from 'zod';
import { targetSchema } from './target.ts';

/** The file host-probe.json of a run: the same operations on the same folder from the far side of its mount. No path is in it. */

export const HOST_PROBE_SCHEMA_VERSION = 1;

/** Labels of the probe, so that both sides can be laid beside each other; `null` is what the clock and the loop cost. */
export const HOST_PROBE_OPERATIONS = [
  'null',
  'stat.d0',
  'stat.d3',
  'open-close',
  'create-close',
  'rename',
  'read.4k',
  'read.256k',
  'write.4k',
  'list.100',
  'fsync',
  'unlink',
] as const;
export type HostProbeOperation = (typeof HOST_PROBE_OPERATIONS)[number];

const MOST_SAMPLES = 100_000;

/** One after the other, on one thread; ascending in time. The first few calls, which warm up, are left out. */
const samples = z.array(z.number().int().nonnegative()).min(1).max(MOST_SAMPLES);

/** Why something was not measured; a word, because a sentence of the far side's could name a folder or a person. */
const HOST_PROBE_REASONS = [
  /** No PowerShell could be started. */
  'no-powershell',
  /** The folder has no name on the far side. */
  'no-far-path',
  /** The run's time was used up. */
  'no-time',
  'timed-out',
  /** The program ended without an answer. */
  'no-answer',
  /** The operation failed; `detail` is the kind of error. */
  'failed',
] as const;
export type HostProbeReason = (typeof HOST_PROBE_REASONS)[number];

const detail = z
  .string()
  .max(100)
  .regex(/^[A-Za-z][A-Za-z0-9.]*(?: 0x[0-9A-F]{8})?$/)
  .nullable();

const operation = z.enum(HOST_PROBE_OPERATIONS);

/** What was found about one folder. */
export const probedFolderSchema = z.strictObject({
  /** What made the calls; null where nothing answered. */
  runtime: z
    .string()
    .max(60)
    .regex(/^(?:PowerShell|Node) \d+(?:\.\d+){0,3}$/)
    .nullable(),
  operations: z.array(z.strictObject({ operation, n: z.number().int().positive(), samplesNs: samples })),
  /** `operation` is null where it holds for all of them. */
  unavailable: z.array(z.strictObject({ operation: operation.nullable(), reason: z.enum(HOST_PROBE_REASONS), detail })),
});
export type ProbedFolder = z.infer<typeof probedFolderSchema>;

const { id: target } = targetSchema.shape;
const { runtime, operations, unavailable } = probedFolderSchema.shape;

export const hostProbeSchema = z.strictObject({
  schemaVersion: z.literal(HOST_PROBE_SCHEMA_VERSION),
  /** The far side: Windows below WSL, the host of the lab. */
  ranOn: z.enum(['windows', 'linux']),
  runtime,
  /** By target of the run. */
  operations: z.array(operations.element.extend({ target, unit: z.literal('ns') })),
  unavailable: z.array(unavailable.element.extend({ target })),
});
export type HostProbe = z.infer<typeof hostProbeSchema>;

/** The record of a run: what was found about the far side of each target. */
export function hostProbeOf(ranOn: HostProbe['ranOn'], found: readonly (readonly [target: string, ProbedFolder])[]): HostProbe {
  return {
    schemaVersion: HOST_PROBE_SCHEMA_VERSION,
    ranOn,
    runtime: found.flatMap(([, folder]) => folder.runtime ?? [])[0] ?? null,
    operations: found.flatMap(([id, folder]) =>
      folder.operations.map((measured) => ({ target: id, ...measured, unit: 'ns' as const })),
    ),
    unavailable: found.flatMap(([id, folder]) => folder.unavailable.map((missing) => ({ target: id, ...missing }))),
  };
}

export function nothingProbed(reason: HostProbeReason): ProbedFolder {
  return { runtime: null, operations: [], unavailable: [{ operation: null, reason, detail: null }] };
}
