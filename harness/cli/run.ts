import { resolve } from 'node:path';
import { WORKLOADS } from '../../workloads/catalogue.ts';
import type { BenchConfig } from '../core/config.ts';
import { DEFAULTS, type ResolvedConfig } from '../core/config.ts';
import type { RunRecord } from '../core/run-record.ts';
import { resolveRun } from '../record/run-folder.ts';
import { readRunRecord } from '../record/run-json.ts';
import { isEmulated } from '../report/conditions.ts';
import { openProgress } from '../report/progress.ts';
import { runDocument } from '../report/run-document.ts';
import { footnotes, runHeader, runTables, TABLE_LEGEND } from '../report/run-table.ts';
import { jsonText } from '../report/terminal-text.ts';
import { projectFolder } from '../system/folders.ts';
import { bootId } from '../system/owner.ts';
import { whereTimeGoes } from './attribute/last-lines.ts';
import { loadConfig, resolveConfig } from './config-file.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { bench } from './run/pipeline.ts';
import type { RunRequest } from './run/request.ts';
import { StoppedEarly } from './run/stop-signals.ts';

/** Below six samples there is no interval. */
const MINIMUM_BLOCKS = 6;

/** Options as given; absent ones are undefined. */
export interface RunFlags {
  readonly targets: readonly string[];
  readonly workload?: readonly string[] | undefined;
  readonly preset?: string | undefined;
  readonly quick: boolean;
  readonly concurrency?: readonly number[] | undefined;
  readonly precision?: number | undefined;
  readonly maxTime?: number | undefined;
  readonly seed?: number | undefined;
  readonly cold?: boolean | undefined;
  readonly counters?: BenchConfig['counters'];
  readonly controls?: boolean | undefined;
  readonly results?: string | undefined;
  readonly resume?: string | undefined;
  readonly repo?: string | undefined;
  readonly project?: string | undefined;
  readonly hostProbe?: RunRequest['hostProbe'] | undefined;
  readonly config?: string | undefined;
  readonly json: boolean;
}

export async function run(flags: RunFlags, streams: Streams, version: string): Promise<ExitCode> {
  const request = await requestFrom(flags, version);
  const progress = openProgress(streams.err);
  try {
    const { record, folder, summaries } = await bench(request, progress);
    progress.stop();
    const document = flags.json
      ? jsonText(runDocument(record, folder.path, summaries, bootId()))
      : `${runTables(record, summaries)}\n\n${TABLE_LEGEND}\n${footnotes(summaries)}${runHeader(record, folder.path)}\n${await lastLines({ record, folder, summaries })}`;
    streams.out.write(document);
    return exitCodeOf(record);
  } catch (error) {
    if (!(error instanceof StoppedEarly)) throw error;
    progress.note(error.message);
    return EXIT.interrupted;
  } finally {
    progress.stop();
  }
}

/** Nobody reads them in a guest of the lab, where they would take twenty times as long as on its host. */
async function lastLines(ended: Parameters<typeof whereTimeGoes>[0]): Promise<string> {
  return isEmulated(ended.record) === true ? '' : whereTimeGoes(ended);
}

export async function requestFrom(flags: RunFlags, version: string): Promise<RunRequest> {
  const fresh = await configFor(flags, {});
  const results = resolve(projectFolder(), fresh.results);
  const { hostProbe = 'auto' } = flags;
  const base = { results, minimumBlocks: MINIMUM_BLOCKS, commandLine: process.argv.slice(2), version, hostProbe };
  if (flags.resume === undefined) {
    return {
      ...base,
      config: fresh,
      quick: flags.quick,
      resume: null,
      repository: flags.repo ?? null,
      project: flags.project ?? null,
    };
  }
  // The experiment is the old run's; only the time for the rest is new.
  const folder = resolveRun(flags.resume, results);
  const { config, plan } = readRunRecord(folder.runJson);
  const maxTimeSeconds = flags.maxTime ?? config.maxTimeSeconds;
  return {
    ...base,
    config: { ...config, maxTimeSeconds },
    quick: plan.quick,
    minimumBlocks: plan.minimumBlocks,
    resume: folder.path,
    repository: plan.repository,
    project: plan.project,
  };
}

/** What the command line, the configuration file and `defaults` give together, in this order. */
export async function configFor(flags: RunFlags, defaults: BenchConfig): Promise<ResolvedConfig> {
  const path = flags.config ?? resolve(projectFolder(), 'bench.config.ts');
  const file = await loadConfig(path, flags.config !== undefined);
  return resolveConfig({ ...defaults, ...file }, configFlags(flags, file));
}

function configFlags(flags: RunFlags, file: BenchConfig): BenchConfig {
  const everything = Object.keys(file.workloads ?? Object.fromEntries(WORKLOADS.map(({ name }) => [name, {}])));
  const chosen = flags.workload ?? (flags.preset === undefined ? [] : everything);
  const presetOf = (name: string): string => flags.preset ?? file.workloads?.[name]?.preset ?? 'auto';
  const maxTimeSeconds = flags.maxTime ?? (flags.quick ? DEFAULTS.quickMaxTimeSeconds : undefined);
  return {
    ...(flags.targets.length > 0 ? { targets: flags.targets.map((target) => (target === '' ? target : resolve(target))) } : {}),
    ...(chosen.length === 0 ? {} : { workloads: Object.fromEntries(chosen.map((name) => [name, { preset: presetOf(name) }])) }),
    ...optional('concurrency', flags.concurrency === undefined ? undefined : [...flags.concurrency]),
    ...optional('precision', flags.precision),
    ...optional('maxTimeSeconds', maxTimeSeconds),
    ...optional('seed', flags.seed),
    ...optional('cold', flags.cold),
    ...optional('controls', flags.controls),
    ...optional('counters', flags.counters),
    ...optional('results', flags.results === undefined ? undefined : resolve(flags.results)),
  };
}

function optional<K extends keyof BenchConfig>(key: K, value: BenchConfig[K] | undefined): Partial<Pick<BenchConfig, K>> {
  return value === undefined ? {} : ({ [key]: value } as Pick<BenchConfig, K>);
}

function exitCodeOf(record: RunRecord): ExitCode {
  if (record.status === 'interrupted') return EXIT.interrupted;
  return record.status === 'partial' ? EXIT.part : EXIT.done;
}
