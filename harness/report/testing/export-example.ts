import type { Cell } from '../../core/cell.ts';
import type { LatencyHistogram } from '../../core/latency-histogram.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Metric } from '../../core/sample.ts';
import type { Series } from '../../core/series.ts';
import type { Target } from '../../core/target.ts';
import type { Transport } from '../../core/transport.ts';
import type { ExportInput, ExportRun } from '../export/export-input.ts';

/** Cloning a repository over two mounts in six boots, in seconds: one value per boot. */
export const OVER_9P = [41.2, 43, 40.5, 42.1, 44, 41.7];
export const OVER_VIRTIOFS = [37, 38.9, 38.1, 36.8, 40.2, 37.5];

export const CLONE: Cell = {
  workload: 'repo-clone',
  preset: 'src-tree',
  phase: 'clone',
  operation: 'clone',
  target: 'virtiofs',
  transport: 'virtiofs',
  concurrency: 1,
  cacheState: 'guest-cold/host-warm',
};

export const CLONE_9P: Cell = { ...CLONE, target: '9p-socket', transport: '9p-socket' };

/** The runs of the example, oldest first. */
export function sixBoots(): ExportRun[] {
  return OVER_9P.map((seconds, boot) =>
    run({
      id: `20261121T21180${boot}Z-4f9a1c`,
      series: [
        series(CLONE_9P, [seconds], { boot: `boot-${boot}` }),
        series(CLONE_9P, [3.1], { boot: `boot-${boot}`, metric: 'user' }),
        series(CLONE_9P, [9.7], { boot: `boot-${boot}`, metric: 'system' }),
        series(CLONE, [OVER_VIRTIOFS[boot] ?? 0], { boot: `boot-${boot}` }),
      ],
    }),
  );
}

export function input(runs: readonly ExportRun[], change: Partial<ExportInput> = {}): ExportInput {
  return { sides: [runs], histograms: [], level: 'sample', version: '1.0.0', ...change };
}

/** Of one boot; in seconds. */
export function series(cell: Cell, seconds: readonly number[], change: { boot?: string | null; metric?: Metric } = {}): Series {
  return {
    runId: 'of the example',
    cell,
    metric: change.metric ?? 'elapsed',
    emulated: false,
    values: Float64Array.from(seconds, (value) => value * 1e9),
    blocks: Int32Array.from(seconds, (_, block) => block),
    boots: new Int32Array(seconds.length),
    bootIds: [change.boot === undefined ? 'boot' : change.boot],
    invalid: new Map(),
  };
}

export function run(change: Partial<ExportRun> & { id?: string; kernel?: string; machine?: string } = {}): ExportRun {
  const { id = '20261121T211800Z-4f9a1c', kernel = '6.18.35.2-microsoft-standard-WSL2', machine = 'm-5467e032' } = change;
  return { record: record(id, kernel, machine), series: change.series ?? [], summaries: change.summaries ?? [] };
}

function record(id: string, kernel: string, machineId: string): RunRecord {
  const startedAt = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 11)}:${id.slice(11, 13)}:${id.slice(13, 15)}.000Z`;
  return {
    schemaVersion: 1,
    id,
    status: 'complete',
    startedAt,
    finishedAt: startedAt,
    machineId,
    harness: { version: '1.0.0', node: 'v20.20.2', uv: '1.46.0', commandLine: [] },
    config: {} as RunRecord['config'],
    environment: { before: { kernel: { release: kernel }, emulated: false }, after: null },
    lab: null,
    targets: [target('9p-socket'), target('virtiofs')],
    plan: {
      trials: [{ workload: 'repo-clone', preset: 'src-tree', concurrency: 1, cache: 'cold' }],
      sizing: [],
      minimumBlocks: 6,
      quick: false,
      tableOrder: {},
      skipped: [],
      repository: null,
      project: null,
    },
    inputs: [],
    calibration: null,
    blocks: [],
    stop: 'precise',
    failures: [],
    outcomes: {},
    warnings: [],
    timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 0 },
  };
}

function target(transport: Transport): Target {
  const mount = {} as Target['mount'];
  return { id: transport, path: `/mnt/${transport}`, transport, mount, origin: 'named', freeBytes: 1, freeInodes: null };
}

export const OPEN: Cell = {
  ...CLONE,
  workload: 'small-file',
  preset: 'tiny',
  phase: 'open',
  operation: 'open',
  cacheState: 'guest-warm/host-warm',
};

/** Ten latencies of an open: 410 to 4200 µs. */
export const OPENS_NS = [410e3, 420e3, 430e3, 450e3, 460e3, 480e3, 500e3, 640e3, 900e3, 4200e3];

/** As exact as if every value had a bucket of its own. */
export function opens(cell: Cell = OPEN, latenciesNs: readonly number[] = OPENS_NS): LatencyHistogram {
  const sum = latenciesNs.reduce((total, value) => total + value, 0);
  const mean = sum / latenciesNs.length;
  return {
    cell,
    startSeconds: 1764000000,
    lengthSeconds: 0.009,
    count: latenciesNs.length,
    minimumNs: Math.min(...latenciesNs),
    maximumNs: Math.max(...latenciesNs),
    meanNs: mean,
    standardDeviationNs: Math.sqrt(latenciesNs.reduce((total, value) => total + (value - mean) ** 2, 0) / latenciesNs.length),
    buckets: latenciesNs.map((valueNs) => ({ valueNs, highestNs: valueNs, count: 1 })),
    payload: 'HISTFAAADx4n',
  };
}
