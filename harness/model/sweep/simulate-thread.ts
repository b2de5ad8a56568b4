import { type Complaint, UserError } from '../../core/errors.ts';
import type { ModelConfiguration } from '../path/configuration.ts';
import { type Figures, figuresOf } from './figures.ts';
import { simulateConfiguration } from './simulate-configuration.ts';

/** What runs in the worker threads of a sweep. */

/** An error loses its class on the way between threads; a complaint is data. */
export type PointEnd =
  | { readonly status: 'ok'; readonly figures: Figures }
  | { readonly status: 'refused'; readonly complaint: Complaint };

export function simulatePoint(configuration: ModelConfiguration): PointEnd {
  try {
    return { status: 'ok', figures: figuresOf(simulateConfiguration(configuration)) };
  } catch (error) {
    if (error instanceof UserError) return { status: 'refused', complaint: error.complaint };
    throw error;
  }
}
