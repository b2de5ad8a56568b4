import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { kernelFolder } from '../core/kernel-folder.ts';
import type { RunRecord } from '../core/run-record.ts';
import { checksumsText, sha256 } from './checksums.ts';
import { HISTOGRAM, pathOf, RUN_FILES, type RunPlace, SUMS } from './layout.ts';
import { LIMITS } from './limits.ts';
import { machineName } from './machine-name.ts';
import type { RunFiles } from './ports.ts';
import { type Change, changesBetween } from './redact/changes.ts';
import { type Leak, leaksIn } from './redact/leaks.ts';
import { isPublicPath, REPLACEMENTS, redactRecord } from './redact/record.ts';
import { secretsOf } from './redact/secrets.ts';

export interface PreparedFile {
  /** Inside the run. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A run as it would be published, in a folder of its own. */
export interface PreparedRun {
  readonly place: RunPlace;
  readonly folder: string;
  readonly files: readonly PreparedFile[];
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
}

/** Checks a run, takes out of it what is nobody's business, and looks twice that nothing of that is left. */
export function prepareRun(source: string, staging: string, salt: string, files: RunFiles): PreparedRun {
  const names = namesIn(source);
  const warnings = names.flatMap((name) => sizeWarning(source, name));
  const { record, vocabulary: words } = files.check(source);
  const vocabulary = new Set([...words, ...REPLACEMENTS]);
  requireFinished(record, source);
  const machine = machineName(salt, record.machineId);
  const secrets = secretsOf(record);
  const redacted = redactRecord(record, { secrets, machine, vocabulary });
  const place = { machine, kernel: kernelFolder(releaseOf(redacted)), runId: record.id };
  const folder = join(staging, pathOf(place));
  mkdirSync(join(folder, 'hist'), { recursive: true });

  const paths = [
    record.machineId,
    ...record.targets.map(({ path }) => path).filter((path) => path.length > 1 && !isPublicPath(path)),
  ];
  const leaks: Leak[] = [];
  const sums = new Map<string, string>();
  const sent: PreparedFile[] = [];
  const write = (name: string, bytes: Uint8Array): void => {
    leaks.push(...leaksIn(name, bytes, { secrets, vocabulary, paths }));
    writeFileSync(join(folder, name), bytes);
    sums.set(name, sha256(bytes));
    sent.push({ name, bytes: bytes.length, sha256: sha256(bytes) });
  };
  for (const name of names)
    write(name, name === 'run.json' ? Buffer.from(`${JSON.stringify(redacted, null, 2)}\n`) : readFileSync(join(source, name)));
  write(SUMS, Buffer.from(checksumsText(new Map(sums))));
  if (leaks.length > 0) throw leaking(source, leaks);
  // What is published is read by the same program: redaction must not have broken it.
  files.check(folder);
  return { place, folder, files: sent, changes: changesBetween(record as Json, redacted as Json), warnings };
}

/** The run's own files, run.json first. Anything else in the folder is not the run's and stays where it is. */
function namesIn(source: string): string[] {
  const top = [...RUN_FILES].filter((name) => lstatSync(join(source, name), { throwIfNoEntry: false }) !== undefined);
  const hist = join(source, 'hist');
  const isFolder = lstatSync(hist, { throwIfNoEntry: false })?.isDirectory() === true;
  const histograms = isFolder ? readdirSync(hist).filter((name) => HISTOGRAM.test(name)) : [];
  return [...top, ...histograms.toSorted().map((name) => `hist/${name}`)];
}

function sizeWarning(source: string, name: string): string[] {
  const state = lstatSync(join(source, name));
  if (!state.isFile())
    throw refused(source, `${name} is no regular file`, 'plain files', 'publish a folder that the program wrote');
  if (state.size > LIMITS.mostBytes)
    throw refused(
      source,
      `${name} of ${mebibytes(state.size)} MiB`,
      `files of at most ${mebibytes(LIMITS.mostBytes)} MiB, which hosts of git repositories accept`,
      'publish shorter runs: fewer workloads or less time each',
    );
  return state.size > LIMITS.warnBytes
    ? [`${name} of ${mebibytes(state.size)} MiB: hosts of git repositories warn above ${mebibytes(LIMITS.warnBytes)} MiB`]
    : [];
}

const PUBLISHED: ReadonlySet<RunRecord['status']> = new Set(['complete', 'partial']);

function requireFinished({ status, id }: RunRecord, source: string): void {
  if (PUBLISHED.has(status)) return;
  throw refused(
    source,
    `status ${status}`,
    'a run that came to its end: complete or partial',
    status === 'running' ? 'wait for its end' : `finish it: mntbench run --resume ${id}`,
  );
}

function releaseOf({ environment: { before } }: RunRecord): string | null {
  const kernel = typeof before === 'object' && before !== null && !Array.isArray(before) ? before.kernel : null;
  const release = typeof kernel === 'object' && kernel !== null && !Array.isArray(kernel) ? kernel.release : null;
  return typeof release === 'string' ? release : null;
}

function leaking(source: string, leaks: readonly Leak[]): UserError {
  const shown = leaks.slice(0, 5).map(({ file, line, kind }) => `${kind} in ${file}, line ${line}`);
  const more = leaks.length > shown.length ? ` and ${leaks.length - shown.length} more` : '';
  return refused(
    source,
    `${shown.join('; ')}${more}`,
    'nothing that names a person, a machine or a folder',
    'see what stands there; a file that was changed by hand can be restored, and please report it otherwise',
  );
}

function refused(source: string, got: string, expected: string, fix: string): UserError {
  return new UserError({
    code: 'run-not-publishable',
    what: 'a run cannot be published',
    got: `${source}: ${got}`,
    expected,
    fix,
  });
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
