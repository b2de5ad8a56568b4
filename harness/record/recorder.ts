import { CACHE_STATE_OF } from '../core/cache-state.ts';
import type { Count, CounterRow } from '../core/counting.ts';
import type { MeasuredAt, Measurement, Recorder } from '../core/measurement.ts';
import { METRICS, type Metric, type Sample, type SampleIdentity } from '../core/sample.ts';
import type { Target } from '../core/target.ts';
import { CounterLog } from './counters-csv.ts';
import { HistogramLogs } from './histogram-log.ts';
import type { RunFolder } from './run-folder.ts';
import { SampleLog } from './samples-csv.ts';

export interface RecorderOptions {
  readonly folder: RunFolder;
  readonly runId: string;
  readonly targets: readonly Target[];
  readonly bootId: () => string | null;
  /** First number of `order`: not 0 when a run is resumed. */
  readonly firstOrder: number;
  /** Whether every instruction is emulated: times then compare within one boot only. Null where that is not known. */
  readonly emulated: boolean | null;
}

/** Turns measurements into rows of samples.csv and counters.csv, and lines of hist/*.hlog. */
export class RunRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #log: SampleLog;
  readonly #counters: CounterLog;
  readonly #histograms: HistogramLogs;
  #order: number;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#log = new SampleLog(options.folder.samples);
    this.#counters = new CounterLog(options.folder.counters);
    this.#histograms = new HistogramLogs(options.folder.histograms, options.emulated);
    this.#order = options.firstOrder;
  }

  measured(at: MeasuredAt, measurement: Measurement, counts: readonly Count[]): void {
    const target = this.#options.targets.find(({ id }) => id === at.targetId);
    if (target === undefined) throw new Error(`measurement for the unknown target ${at.targetId}`);
    const bootId = this.#options.bootId();
    const order = this.#order++;
    const common = {
      workload: at.workload,
      preset: at.preset,
      phase: measurement.phase,
      operation: measurement.operation,
      target: target.id,
      transport: target.transport,
      concurrency: measurement.concurrency,
      cacheState: CACHE_STATE_OF[at.cache],
      runId: this.#options.runId,
      bootId,
      block: at.block,
      order,
      process: at.process,
      fsType: target.mount.fstype,
      iteration: at.iteration,
      better: 'lower',
      ...validity(at, measurement),
      startedAt: measurement.startedAt,
      operations: measurement.operations,
      emulated: this.#options.emulated,
    } as const satisfies Partial<Sample>;
    this.#log.append(valuesOf(measurement).map(([metric, value]) => ({ ...common, metric, unit: METRICS[metric].unit, value })));
    this.#counters.append(counts.map((count) => ({ ...counterPart(common), pass: at.pass, ...count })));
    if (measurement.latencies !== null && measurement.latencies.length > 0 && common.valid) {
      const start = Date.parse(measurement.startedAt);
      const name = histogramName({ ...common, boot: bootId?.slice(0, 8) ?? 'unknown' });
      this.#histograms.append(
        name,
        identityOf(common),
        measurement.latencies,
        start,
        start + (measurement.values.elapsed ?? 0) / 1e6,
      );
    }
  }

  invalidate(which: Parameters<Recorder['invalidate']>[0], reason: string): void {
    this.invalidateWhere(
      (sample) =>
        sample.block === which.block &&
        sample.iteration >= 0 &&
        (which.targetId === null || sample.target === which.targetId) &&
        (which.workload === null || sample.workload === which.workload) &&
        (which.phases === null || which.phases.includes(sample.phase)),
      reason,
    );
  }

  /** Samples and histograms alike. */
  invalidateWhere(matches: (sample: SampleIdentity) => boolean, reason: string): void {
    this.#log.invalidate(matches, reason);
    this.#histograms.invalidate(matches, reason);
  }

  close(): void {
    this.#log.close();
    this.#counters.close();
  }
}

function validity(at: MeasuredAt, measurement: Measurement): Pick<Sample, 'valid' | 'invalidReason'> {
  // What failed under tracing is told by `failures`; its row is no figure either way.
  const reason = at.iteration < 0 ? 'warm-up' : at.pass === 'traced' ? 'traced' : measurement.invalidReason;
  return { valid: reason === null, invalidReason: reason };
}

/** What a row of counters.csv has of the step's rows in samples.csv. */
function counterPart(
  sample: Omit<CounterRow, 'pass' | 'source' | 'counter' | 'key' | 'subkey' | 'unit' | 'value' | 'reason'>,
): typeof sample {
  const { workload, preset, phase, operation, target, transport, concurrency, cacheState } = sample;
  const { runId, bootId, block, order, operations, emulated } = sample;
  const cell = { workload, preset, phase, operation, target, transport, concurrency, cacheState };
  return { ...cell, runId, bootId, block, order, operations, emulated };
}

/** A failure leaves a row too, with no value: it must not disappear. */
function valuesOf(measurement: Measurement): [Metric, number | null][] {
  const values = Object.entries(measurement.values) as [Metric, number][];
  if (values.length > 0) return values;
  return [[measurement.primary, null]];
}

function identityOf(sample: SampleIdentity): SampleIdentity {
  const { workload, preset, phase, operation, target, concurrency, cacheState, block, iteration } = sample;
  return { workload, preset, phase, operation, target, concurrency, cacheState, block, iteration };
}

function histogramName(
  parts: Pick<Sample, 'workload' | 'phase' | 'operation' | 'transport' | 'target' | 'preset' | 'concurrency' | 'cacheState'> & {
    boot: string;
  },
): string {
  const { workload, phase, operation, transport, target, preset, concurrency, cacheState, boot } = parts;
  const cache = cacheState.startsWith('guest-cold') ? 'cold' : 'warm';
  return [workload, phase, operation, transport, target, preset, `c${concurrency}`, cache, boot]
    .join('.')
    .replace(/[^A-Za-z0-9._-]/g, '_');
}
