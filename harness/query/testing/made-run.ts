import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTER_COLUMNS } from '../../core/counting.ts';
import { type RunRecord, runRecordSchema } from '../../core/run-record.ts';
import { SAMPLE_COLUMNS } from '../../core/sample.ts';
import { SUMMARY_COLUMNS } from '../../core/summary.ts';
import type { QueriedRun } from '../run-files.ts';

export interface MadeRun {
  readonly id: string;
  readonly machine?: string;
  readonly kernel?: string;
  /** Of the samples; `text` replaces any field of any row. */
  readonly values?: readonly (number | string)[];
  readonly text?: Readonly<Record<string, string>>;
  /** Written before `emulated` was a column. */
  readonly old?: boolean;
  readonly counters?: number;
}

/** A run's folder as the recorder writes it, with rows that a test chooses. */
export function madeRun(folder: string, options: MadeRun): QueriedRun {
  const {
    id,
    machine = 'm-00000001',
    kernel = '6.18.5',
    values = [100, 200, 300],
    text = {},
    old = false,
    counters = 0,
  } = options;
  const path = join(folder, machine, kernel.replaceAll('/', '_'), id);
  const run = {
    path,
    runJson: join(path, 'run.json'),
    samples: join(path, 'samples.csv'),
    summary: join(path, 'summary.csv'),
    counters: join(path, 'counters.csv'),
    record: () => madeRecord(id, machine, kernel),
  };
  mkdirSync(path, { recursive: true });
  writeFileSync(run.runJson, JSON.stringify(run.record()));
  const rows = (columns: Readonly<Record<string, unknown>>, all: readonly Readonly<Record<string, string>>[]): string => {
    const names = Object.keys(columns).filter((name) => !old || name !== 'emulated');
    return [names, ...all.map((row) => names.map((name) => quoted(row[name] ?? '')))]
      .map((cells) => `${cells.join(',')}\n`)
      .join('');
  };
  const common = { ...COMMON, run_id: id, ...text };
  writeFileSync(
    run.samples,
    rows(
      SAMPLE_COLUMNS,
      values.map((value, order) => ({ ...common, order: String(order), value: String(value), ...text })),
    ),
  );
  writeFileSync(run.summary, rows(SUMMARY_COLUMNS, [{ ...common, median: '200', n: String(values.length) }]));
  if (counters > 0)
    writeFileSync(
      run.counters,
      rows(
        COUNTER_COLUMNS,
        Array.from({ length: counters }, (_, order) => ({
          ...common,
          order: String(order),
          value: '7',
          unit: 'count',
          pass: 'timed',
        })),
      ),
    );
  return run;
}

const COMMON: Readonly<Record<string, string>> = {
  schema_version: '1',
  boot_id: '8a4028d9-6d8b-4c59-a6ba-ba3a93eef285',
  block: '0',
  process: '1',
  workload: 'small-file',
  variant: 'open',
  preset: 'tiny',
  transport: 'virtiofs',
  fs_type: 'virtiofs',
  cache_state: 'guest-warm/host-warm',
  concurrency: '1',
  iteration: '0',
  metric: 'latency',
  unit: 'ns',
  better: 'lower',
  valid: 'true',
  started_at: '2026-11-22T07:43:31.570Z',
  target: 'drive-c',
  operation: 'open',
  operations: '12',
  emulated: 'true',
};

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function madeRecord(id: string, machineId: string, release: string): RunRecord {
  return runRecordSchema.parse({
    schemaVersion: 1,
    id,
    status: 'complete',
    startedAt: '2026-11-22T07:43:24.123Z',
    finishedAt: '2026-11-22T07:45:24.123Z',
    machineId,
    harness: { version: '0.1.0', node: 'v20.19.0', uv: '1.46.0', commandLine: [] },
    config: {},
    environment: {
      before: { kernel: { release }, dmaPool: { state: 'shared', sizeBytes: 67108864 }, machine: { cpus: 'two' } },
      after: null,
    },
    targets: [],
    plan: {
      trials: [],
      sizing: [],
      minimumBlocks: 2,
      quick: false,
      tableOrder: {},
      skipped: [],
      repository: null,
      project: null,
    },
    inputs: [],
    calibration: { timerNs: 60, timerResolutionNs: 20, spawnNs: 1000000, rusageUnavailable: null },
    blocks: [],
    stop: 'precise',
    failures: [],
    outcomes: {},
    warnings: [],
    timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 5e9 },
  });
}
