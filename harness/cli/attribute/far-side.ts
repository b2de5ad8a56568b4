import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Cell } from '../../core/cell.ts';
import { errorCode, UserError } from '../../core/errors.ts';
import { type HostProbe, hostProbeSchema } from '../../core/host-probe.ts';
import type { RunFolder } from '../../record/run-folder.ts';
import { median } from '../../stats/median.ts';

const PROBE = 'probe';
/** What the clock and the loop cost over there. */
const NOTHING = 'null';

/**
 * Samples of the same operation on the far side of its mount, in ns, as the host-probe.json of each boot tells; empty where nobody made it
 * there.
 */
export type FarSide = (cell: Cell) => readonly (readonly number[])[];

export function farSideOf(folders: readonly RunFolder[]): FarSide {
  const probes = folders.flatMap((folder) => readHostProbe(folder) ?? []);
  return ({ workload, operation, target, concurrency }) => {
    if (workload !== PROBE || concurrency !== 1) return [];
    return probes.map((probe) => samplesIn(probe, target, operation)).filter(({ length }) => length > 0);
  };
}

function samplesIn({ operations }: HostProbe, target: string, operation: string): number[] {
  const of = (label: string): readonly number[] =>
    operations.find((measured) => measured.target === target && measured.operation === label)?.samplesNs ?? [];
  const nothing = of(NOTHING);
  const loopNs = nothing.length === 0 ? 0 : median(nothing);
  return of(operation).map((ns) => Math.max(0, ns - loopNs));
}

/** Null where there is no such file. */
function readHostProbe(folder: RunFolder): HostProbe | null {
  const path = join(folder.path, 'host-probe.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw unreadable(path, errorCode(error) ?? 'an error', error);
  }
  const parsed = hostProbeSchema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw unreadable(path, z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' '), parsed.error);
}

/** Undefined fits no schema. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, got: string, cause: unknown): UserError {
  return new UserError(
    {
      code: 'host-probe-unreadable',
      what: 'what was timed on the far side cannot be read',
      got: `${path}: ${got}`,
      expected: 'host-probe.json as mntbench wrote it',
      fix: 'restore the file, or remove it: the file system of the far side then stays merged with its server',
    },
    { cause },
  );
}
