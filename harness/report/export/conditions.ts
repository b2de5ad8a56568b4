import { UserError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { configurationName, isEmulated } from '../conditions.ts';
import type { ExportRun } from './export-input.ts';
import { lineText } from './safe-text.ts';

/** What must be equal for values to be of one population, and what readers group by. Unknown is left out. */
export function conditionsOf(record: RunRecord): readonly (readonly [key: string, value: string])[] {
  const before: Json = record.environment.before as Json;
  const pairs: [string, string | null][] = [
    ['machine', record.machineId],
    ['kernel', textAt(before, 'kernel', 'release')],
    ['wsl', textAt(before, 'wsl', 'version')],
    ['windows', textAt(before, 'wsl', 'windows')],
    ['dma-pool', textAt(before, 'dmaPool', 'state')],
    ['lab', record.lab === null ? null : labText(record.lab)],
    ['emulated', isEmulated(record) === true ? 'yes' : null],
  ];
  return pairs.flatMap(([key, value]) => (value === null || lineText(value) === '' ? [] : [[key, lineText(value)] as const]));
}

/** Without the kernel, which has a key of its own: readers compare kernels among boots that are alike in all else. */
function labText({ pool, contender, faults }: LabConditions): string {
  const settings = configurationName({ kernel: '', pool, contender }).trim();
  return [settings === '' ? 'usual' : settings, ...faults.map(({ kind }) => kind)].join(', ');
}

/** Stored as it was read, so nothing is known about it. */
function textAt(document: Json, ...path: readonly string[]): string | null {
  let at: Json | undefined = document;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return null;
    at = Object.entries(at).find(([key]) => key === name)?.[1];
  }
  return typeof at === 'string' ? at : null;
}

/** For formats that have one value per cell: values of two kernels must not become one median. */
export function requireOneCondition(runs: readonly ExportRun[], format: string, except: readonly string[] = []): void {
  const [first, ...rest] = runs.map(({ record }) => new Map(conditionsOf(record).filter(([key]) => !except.includes(key))));
  if (first === undefined) return;
  for (const other of rest) {
    const key = [...first.keys(), ...other.keys()].find((name) => first.get(name) !== other.get(name));
    if (key === undefined) continue;
    throw new UserError({
      code: 'export-mixed',
      what: `runs that ${format} cannot hold together`,
      got: `${key} ${first.get(key) ?? 'unknown'} and ${other.get(key) ?? 'unknown'}`,
      expected: 'runs of one machine in one state: the format has one value per cell and would mix them',
      fix: 'export them one after the other, or in a format that keeps them apart: benchfmt, otava, node-compare, parquet',
    });
  }
}
