import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelFolder } from '../../core/kernel-folder.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { parseChecksums, sha256 } from '../checksums.ts';
import { pathOf, REQUIRED_FILES, RETRACTED, type RunPlace, SUMS } from '../layout.ts';
import type { FoundRun } from './walk.ts';

export interface FileProblems {
  /** False where a file is missing, or is one that must not be opened. */
  readonly readable: boolean;
  readonly problems: readonly string[];
}

/** Of the files of one published run, before any of them is believed. */
export function fileProblems(root: string, run: FoundRun): FileProblems {
  const missing = REQUIRED_FILES.filter((name) => !run.files.has(name) && !run.unread.has(name));
  const problems = [...missing.map((name) => `${name} is missing`), ...[...run.unread].map((name) => `${name} was not read`)];
  if (problems.length > 0) return { readable: false, problems };
  return { readable: true, problems: sumProblems(join(root, pathOf(run.place)), run.files) };
}

/** Every file of the run stands in SHA256SUMS with its sum, and nothing else does. */
export function sumProblems(folder: string, files: ReadonlySet<string>): string[] {
  const sums = parseChecksums(readFileSync(join(folder, SUMS), 'utf8'));
  if (sums === null) return [`${SUMS} is not what sha256sum writes`];
  const measured = [...files].filter((name) => name !== SUMS && name !== RETRACTED);
  const gone = [...sums.keys()].filter((name) => !files.has(name));
  return [
    ...measured.filter((name) => !sums.has(name)).map((name) => `${name} is not in ${SUMS}`),
    ...gone.map((name) => `${name} stands in ${SUMS} and is missing`),
    ...measured
      .filter((name) => sums.has(name) && sha256(readFileSync(join(folder, name))) !== sums.get(name))
      .map((name) => `${name} was changed: its checksum differs`),
  ];
}

/** A run says itself whose it is; the path must say the same. */
export function placeProblems({ machine, kernel, runId }: RunPlace, record: RunRecord): string[] {
  const before = record.environment.before;
  const read = typeof before === 'object' && before !== null && !Array.isArray(before) ? before.kernel : null;
  const release = typeof read === 'object' && read !== null && !Array.isArray(read) ? read.release : null;
  const measured = kernelFolder(typeof release === 'string' ? release : null);
  return [
    ...(record.id === runId ? [] : [`run.json is of the run ${record.id}`]),
    ...(record.machineId === machine ? [] : [`run.json is of the machine ${record.machineId}`]),
    ...(measured === kernel ? [] : [`run.json is of the kernel ${measured}`]),
  ];
}

/** Folders that claim the same id, each with the others. */
export function duplicates(runs: readonly FoundRun[]): ReadonlyMap<string, string> {
  const byId = new Map<string, FoundRun[]>();
  for (const run of runs) byId.set(run.place.runId, [...(byId.get(run.place.runId) ?? []), run]);
  const found = new Map<string, string>();
  for (const same of byId.values())
    if (same.length > 1)
      for (const run of same) {
        const others = same.filter((other) => other !== run).map(({ place }) => pathOf(place));
        found.set(pathOf(run.place), `the same id is used by ${others.join(', ')}`);
      }
  return found;
}
