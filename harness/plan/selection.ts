import type { ResolvedConfig } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { Trial } from '../core/run-record.ts';
import type { Workload } from '../core/workload.ts';

/** A workload that the user wants, and the presets that sizing may choose from. */
export interface Selected {
  readonly workload: Workload;
  /** Smallest first; one when the user fixed it. */
  readonly presets: readonly [string, ...string[]];
  readonly isFixed: boolean;
}

export function selectWorkloads(all: readonly Workload[], config: Pick<ResolvedConfig, 'workloads'>, quick: boolean): Selected[] {
  const wanted = config.workloads ?? Object.fromEntries(all.map(({ name }) => [name, { preset: 'auto' }]));
  for (const name of Object.keys(wanted)) {
    if (!all.some((workload) => workload.name === name))
      throw unknownName(
        'workload',
        name,
        all.map((workload) => workload.name),
      );
  }
  return all
    .filter(({ name }) => Object.hasOwn(wanted, name))
    .map((workload) => select(workload, wanted[workload.name]?.preset ?? 'auto', quick));
}

function select(workload: Workload, preset: string, quick: boolean): Selected {
  if (preset === 'auto') return { workload, presets: quick ? smallest(workload) : workload.ladder, isFixed: false };
  if (!Object.hasOwn(workload.presets, preset))
    throw unknownName(`preset of ${workload.name}`, preset, Object.keys(workload.presets));
  return { workload, presets: [preset], isFixed: true };
}

/** The trials of one workload: thread counts times cache modes, where it has them. */
export function trialsOf(workload: Workload, preset: string, config: Pick<ResolvedConfig, 'concurrency' | 'cold'>): Trial[] {
  const concurrency = workload.sweepsConcurrency ? [...new Set(config.concurrency)] : [1];
  const caches = config.cold ? (['warm', 'cold'] as const) : (['warm'] as const);
  return concurrency.flatMap((threads) =>
    caches.map((cache) => ({ workload: workload.name, preset, concurrency: threads, cache })),
  );
}

/** Two, so that a fast mount gets batches that are long enough to time, and a slow one still ends within the minute. */
function smallest({ ladder: [first, ...rest] }: Workload): readonly [string, ...string[]] {
  return [first, ...rest.slice(0, 1)];
}

function unknownName(what: string, got: string, known: readonly string[]): UserError {
  return new UserError({
    code: `${what.split(' ')[0]}-unknown`,
    what: `there is no such ${what}`,
    got: JSON.stringify(got),
    expected: `one of ${known.join(', ')}`,
    fix: 'check the spelling; mntbench run --help lists the workloads',
  });
}
