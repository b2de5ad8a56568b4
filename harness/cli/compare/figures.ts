import { type Complaint, UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { PRIMARY_METRICS } from '../../core/sample.ts';
import type { Series } from '../../core/series.ts';
import type { Summary } from '../../core/summary.ts';
import { readSeries } from '../../record/read-series.ts';
import { summarise } from '../../record/summary.ts';

/** What is needed of a run besides its record. */
export interface Figures {
  readonly series: readonly Series[];
  readonly summaries: readonly Summary[];
}

export interface FiguresOf extends Pick<RunRecord, 'calibration'> {
  readonly samples: string;
  readonly precision: number;
}

/** Only what stands for a cell: to summarise all else would take a fifth of the time. */
export function figuresOf({ samples, precision, calibration }: FiguresOf): Figures {
  const series = readSeries(samples).filter(({ metric }) => PRIMARY_METRICS.includes(metric));
  return { series, summaries: summarise(series, { precision, calibration }) };
}

/** An error loses its class on the way between threads; a complaint is data. */
export type FiguresEnd =
  | { readonly status: 'ok'; readonly figures: Figures }
  | { readonly status: 'refused'; readonly complaint: Complaint };

/** What runs in a worker thread. */
export function figuresIn(of: FiguresOf): FiguresEnd {
  try {
    return { status: 'ok', figures: figuresOf(of) };
  } catch (error) {
    if (error instanceof UserError) return { status: 'refused', complaint: error.complaint };
    throw error;
  }
}
