import { readFileSync } from 'node:fs';
import type { Cell } from '../../core/cell.ts';
import type { Environment } from '../../core/environment.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Series } from '../../core/series.ts';
import type { Target } from '../../core/target.ts';
import type { ComparedRun } from '../compared-run.ts';
import type { Side } from '../pairing.ts';
import { parseSelection, selectsRun } from '../selection.ts';

/** As `doctor` read it in a guest of the lab. */
const ENVIRONMENT = JSON.parse(readFileSync(new URL('../testdata/environment.json', import.meta.url), 'utf8')) as Environment;

export interface RunDescription {
  /** In time and by name; also its boot, unless that is given. */
  readonly index: number;
  readonly boot?: string;
  /** Values of one cell in the order of blocks, by `target operation`. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly kernel?: string;
  readonly emulated?: boolean;
  readonly machine?: string;
  readonly preset?: string;
  readonly inputSum?: string;
  readonly git?: string;
  readonly pool?: LabConditions['pool']['use'];
  /** As the kernel counts it, beside the pool that it set apart; null: without one. */
  readonly memory?: { readonly memoryBytes: number; readonly poolBytes: number | null };
  /** Other than `native`, which is a control. */
  readonly transports?: Readonly<Record<string, Cell['transport']>>;
}

/** A run of the workload `small-file` with the given values, and nothing else of interest. */
export function runOf(description: RunDescription): ComparedRun {
  const { index, boot = `boot-${index}`, values, preset = 'tiny' } = description;
  const id = `20261122T${String(100000 + index)}Z-00000${index % 10}`;
  const targets = [...new Set(Object.keys(values).map((name) => name.split(' ')[0] as string))];
  const series = Object.entries(values).map(([name, list]): Series => {
    const [target, operation] = name.split(' ') as [string, string];
    return {
      runId: id,
      cell: cellOf({ target, operation, preset, transport: transportOf(target, description) }),
      metric: 'latency',
      emulated: description.emulated ?? true,
      values: Float64Array.from(list),
      blocks: Int32Array.from(list.keys()),
      boots: new Int32Array(list.length),
      bootIds: [boot],
      invalid: new Map(),
    };
  });
  return { record: recordOf(id, description, targets), series, summaries: [] };
}

export function cellOf(part: Partial<Cell>): Cell {
  return {
    workload: 'small-file',
    preset: 'tiny',
    phase: part.operation ?? 'create',
    operation: 'create',
    target: 'drive-c',
    transport: '9p-socket',
    concurrency: 1,
    cacheState: 'guest-warm/host-warm',
    ...part,
  };
}

/** One side, selected from runs as the command line does. */
export function sideOf(text: string, runs: readonly ComparedRun[]): Side {
  const selection = parseSelection(text, () => false);
  return { selection, runs: runs.filter(({ record }) => selectsRun(selection, record)) };
}

function transportOf(target: string, { transports = {} }: RunDescription): Cell['transport'] {
  return transports[target] ?? (target === 'native' ? 'native' : target === 'memory' ? 'memory' : '9p-socket');
}

function recordOf(id: string, description: RunDescription, targets: readonly string[]): RunRecord {
  const {
    index,
    kernel = '6.1.0-50-amd64',
    emulated = true,
    preset = 'tiny',
    git = '2.39.5',
    pool = 'shared',
    memory,
  } = description;
  const before = {
    ...ENVIRONMENT,
    emulated,
    kernel: { ...ENVIRONMENT.kernel, release: kernel },
    tools: { ...ENVIRONMENT.tools, git },
    ...(memory === undefined
      ? {}
      : {
          machine: { ...ENVIRONMENT.machine, memoryBytes: memory.memoryBytes },
          dmaPool: { ...ENVIRONMENT.dmaPool, sizeBytes: memory.poolBytes },
        }),
  };
  const startedAt = new Date(Date.UTC(2026, 10, 22, 10) + index * 60_000).toISOString();
  return {
    schemaVersion: 1,
    id,
    status: 'complete',
    startedAt,
    finishedAt: startedAt,
    machineId: description.machine ?? 'm-00000001',
    harness: { version: '0.1.0', node: 'v20.20.2', uv: '1.46.0', commandLine: [] },
    config: { counters: 'read', cold: false, seed: 1 } as RunRecord['config'],
    environment: { before: before as RunRecord['environment']['before'], after: null },
    lab: {
      boot: index + 1,
      boots: 12,
      seed: 1,
      kernelSeries: kernel,
      accelerator: 'tcg',
      cpus: 2,
      memoryMiB: 2048,
      qemuVersion: '7.2.22',
      pool: { use: pool, slots: null, areas: null },
      contender: null,
      faults: [],
      userSpaceNs: 1e9 + index,
      firstSampleNs: 2e9 + index,
    },
    targets: targets.map((target) => targetOf(target, transportOf(target, description))),
    plan: {
      trials: [{ workload: 'small-file', preset, concurrency: 1, cache: 'warm' }],
      sizing: [],
      minimumBlocks: 6,
      quick: false,
      tableOrder: {},
      skipped: [],
      repository: null,
      project: null,
    },
    inputs: [{ workload: 'small-file', preset, name: 'tree', sha256: description.inputSum ?? 'aa', facts: {} }],
    calibration: null,
    blocks: [],
    stop: 'cap',
    failures: [],
    outcomes: {},
    warnings: [],
    timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 0 },
  };
}

function targetOf(id: string, transport: Target['transport']): Target {
  return {
    id,
    path: `/mnt/${id}`,
    transport,
    mount: { fstype: transport, transport, options: `rw,aname=/somewhere/${id}`, readOnly: false } as Target['mount'],
    origin: transport === 'native' || transport === 'memory' ? 'control' : 'named',
    freeBytes: 1e9,
    freeInodes: null,
  };
}
