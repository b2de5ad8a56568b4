import { createHash } from 'node:crypto';
import { type Complaint, UserError } from '../../core/errors.ts';
import type { ModelConfiguration } from '../../model/path/configuration.ts';
import { parseConfiguration } from '../../model/path/parse-configuration.ts';
import { type Axis, gridPoints, type Setting, withSettings } from '../../model/sweep/grid.ts';
import type { RawConfiguration } from './load-configuration.ts';

/** One combination of a sweep's values. */
export type GridPoint = Checked & {
  /** As text, in the order of the axes. */
  readonly values: readonly string[];
  readonly settings: readonly Setting[];
};

type Checked = {
  /** Of everything that is simulated there, so that a row is known again. */
  readonly sha256: string;
} & (
  | { readonly status: 'ready'; readonly configuration: ModelConfiguration }
  | { readonly status: 'refused'; readonly complaint: Complaint }
);

/**
 * The points of a grid, in its order. `fixed` is set where no axis says otherwise.
 *
 * @throws UserError where there is not one that can be simulated: it is no single value that is wrong
 */
export function readGrid({ content, from }: RawConfiguration, axes: readonly Axis[], fixed: readonly Setting[]): GridPoint[] {
  const points = gridPoints(axes).map((settings) => {
    const whole = withSettings(content, [...fixed, ...settings]);
    return { settings, values: settings.map(({ value }) => valueText(value)), ...checked(whole, from) };
  });
  const [first] = points;
  if (first?.status === 'refused' && points.every(({ status }) => status === 'refused')) throw new UserError(first.complaint);
  return points;
}

function checked(whole: unknown, from: string): Checked {
  try {
    const configuration = parseConfiguration(whole, from);
    return { status: 'ready', configuration, sha256: hashOf(configuration) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 'refused', complaint: error.complaint, sha256: hashOf(whole) };
  }
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function valueText(value: Setting['value']): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
