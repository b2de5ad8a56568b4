import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type HostProbe, hostProbeOf } from '../core/host-probe.ts';
import type { LabConditions } from '../core/lab-conditions.ts';
import { type RunRecord, runRecordSchema } from '../core/run-record.ts';
import { makeFolder } from '../system/make-folder.ts';
import { removeTree } from '../system/remove-tree.ts';
import { writeWholeJson } from '../system/whole-file.ts';
import { guestStartMs } from './guest-clock.ts';
import { type LabTransport, MOUNT_OF, RUNS } from './guest-places.ts';
import { isThere, plainFolders, plainNames, readPlainFile, writeNewFile } from './plain-file.ts';
import type { ProbedShares } from './probed-shares.ts';

/** With hist/*.hlog everything that a run folder holds. What else a guest puts there stays behind. */
const RUN_JSON = 'run.json';
const SAMPLES = 'samples.csv';
const TABLES = [SAMPLES, 'summary.csv', 'counters.csv'] as const;
const HISTOGRAMS = 'hist';
/** Written by the host alone; the guest's would say nothing of it. */
const HOST_PROBE = 'host-probe.json';

const MACHINE = /^m-[0-9a-f]{8}$/;
const KERNEL = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;
const RUN = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;
const HISTOGRAM = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,240}\.hlog$/;

/** A guest that was taken over must not fill the host's disk. Far above what the longest run writes: 30 MB for ten million operations. */
const MOST_FILE_BYTES = 256 * 2 ** 20;
const MOST_HISTOGRAMS = 5_000;
const MOST_RUNS = 20;

/** Follows the id in the name of a run folder in which something is not what a run writes. */
const DAMAGED = '.damaged';

/**
 * Brings the runs that a guest left in its channel to where the host keeps runs, and returns their folders there. The guest is over,
 * and nothing that it wrote is believed: names have to fit, links and special files are not followed, run.json is parsed and written
 * anew with the conditions of the boot (null: the program that knew them was killed). A run comes whole or not at all; one that was
 * brought before stays as it is.
 */
export function keepRuns(
  channel: string,
  results: string,
  conditions: LabConditions | null,
  probed: ProbedShares = {},
): string[] {
  const runs = join(channel, RUNS);
  const found = plainFolders(runs, MACHINE).flatMap((machine) =>
    plainFolders(join(runs, machine), KERNEL).flatMap((kernel) =>
      plainFolders(join(runs, machine, kernel), RUN).map((id) => ({ machine, kernel, id })),
    ),
  );
  const startMs = guestStartMs(channel);
  return found.slice(0, MOST_RUNS).flatMap(({ machine, kernel, id }) => {
    const complete: Completing = (record, samples) => {
      if (record.machineId !== machine || record.id !== id) return null;
      return { ...record, lab: conditions && { ...conditions, firstSampleNs: firstSampleNs(samples, startMs) } };
    };
    return keepRun(join(runs, machine, kernel, id), join(results, machine, kernel), id, complete, probed) ?? [];
  });
}

/** Null when the record is not that of the folder in which it lies. */
type Completing = (record: RunRecord, samples: Buffer | null) => RunRecord | null;

/** Null when a run of that name is there already. */
function keepRun(source: string, parent: string, id: string, complete: Completing, probed: ProbedShares): string | null {
  makeFolder(parent);
  // Its name begins with a dot: no command takes it for a run.
  const made = join(parent, `.${id}-${randomBytes(4).toString('hex')}`);
  makeFolder(made);
  try {
    const folder = join(parent, copyRun(source, made, complete, probed) ? id : `${id}${DAMAGED}`);
    if (isThere(folder)) return null;
    renameSync(made, folder);
    return folder;
  } finally {
    removeTree(made);
  }
}

/** False when something is not what a run writes. */
function copyRun(source: string, target: string, complete: Completing, probed: ProbedShares): boolean {
  const tables = TABLES.map((name) => copyFile(name, source, target));
  makeFolder(join(target, HISTOGRAMS));
  const logs = plainNames(join(source, HISTOGRAMS)).filter((name) => HISTOGRAM.test(name));
  const copies = logs.slice(0, MOST_HISTOGRAMS).map((name) => copyFile(name, join(source, HISTOGRAMS), join(target, HISTOGRAMS)));
  const text = readPlainFile(join(source, RUN_JSON), MOST_FILE_BYTES);
  const parsed = runRecordSchema.safeParse(text && jsonIn(text));
  const record = parsed.success ? complete(parsed.data, contentOf(tables[0])) : null;
  const hostProbe = record === null ? null : hostProbeIn(record, probed);
  if (hostProbe !== null) writeWholeJson(join(target, HOST_PROBE), hostProbe);
  if (record !== null) writeWholeJson(join(target, RUN_JSON), record);
  // As found, for whoever looks what is wrong with it; where there is none, an empty one shows that there was a run.
  else writeNewFile(join(target, RUN_JSON), text ?? Buffer.alloc(0));
  const isWhole = [...tables, ...copies].every((copy) => copy.status !== 'refused');
  return record !== null && isWhole && logs.length <= MOST_HISTOGRAMS;
}

/** Null where no share of the run was probed. */
function hostProbeIn({ targets }: RunRecord, probed: ProbedShares): HostProbe | null {
  const found = Object.entries(probed).flatMap(([transport, folder]) => {
    const place = MOUNT_OF[transport as LabTransport];
    return targets.filter(({ mount }) => mount.mountPoint === place).map(({ id }) => [id, folder] as const);
  });
  return found.length === 0 ? null : hostProbeOf('linux', found);
}

type Copy = { readonly status: 'copied'; readonly content: Buffer } | { readonly status: 'absent' | 'refused' };

function copyFile(name: string, source: string, target: string): Copy {
  if (!isThere(join(source, name))) return { status: 'absent' };
  const content = readPlainFile(join(source, name), MOST_FILE_BYTES);
  if (content === null) return { status: 'refused' };
  writeNewFile(join(target, name), content);
  return { status: 'copied', content };
}

function contentOf(copy: Copy | undefined): Buffer | null {
  return copy?.status === 'copied' ? copy.content : null;
}

function jsonIn(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null; // No record either.
  }
}

/** More than a row is long. */
const ROW_BYTES = 4096;

/** From the start of the kernel to the first row of samples.csv, where the only time of day is when its measuring began. */
function firstSampleNs(samples: Buffer | null, startMs: number | null): number | null {
  const [, row = ''] =
    samples
      ?.subarray(0, 2 * ROW_BYTES)
      .toString('utf8')
      .split('\n') ?? [];
  const instant = /,(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z),/.exec(row)?.[1];
  if (instant === undefined || startMs === null) return null;
  const ns = (Date.parse(instant) - startMs) * 1e6;
  return ns >= 0 ? Math.round(ns) : null;
}
