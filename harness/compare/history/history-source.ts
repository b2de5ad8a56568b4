import type { RunRecord } from '../../core/run-record.ts';
import type { Series } from '../../core/series.ts';
import { environmentOf } from '../compared-run.ts';
import { RUN_TRAITS } from '../traits.ts';

/** A run as a history takes it. */
export interface HistorySource {
  readonly dir: string;
  readonly record: RunRecord;
  readonly series: readonly Series[];
  /** How the lab configured its guest, without the kernel. */
  readonly setting: string | null;
  readonly conditions: string | null;
}

/** With what decides where it belongs, read once. */
export interface PlacedRun extends HistorySource {
  readonly emulated: boolean | null;
  readonly kernel: string | null;
  readonly wsl: string | null;
}

export function placed(source: HistorySource): PlacedRun {
  const { record, series } = source;
  return {
    ...source,
    emulated: environmentOf(record)?.emulated ?? series[0]?.emulated ?? null,
    kernel: RUN_TRAITS.kernel.of(record),
    wsl: RUN_TRAITS.wsl.of(record),
  };
}

/** Equal for runs whose values may stand in one series: nothing was changed on purpose but what a history is about. */
export function seriesKey({ record, emulated, setting }: PlacedRun): string {
  return [record.machineId, emulated, setting].map(String).join('\u0000');
}
