import type { Advice, OperationWhatIfs } from '../../core/attribution.ts';
import type { Environment } from '../../core/environment.ts';
import type { ObservedRuns } from '../ports.ts';
import type { AdviceRule } from './advice-rule.ts';
import { untrackedCache } from './git-advice.ts';
import { nativeFileSystem } from './native-advice.ts';
import { noAdvice } from './no-advice.ts';
import { fewProcessors, pool } from './pool-advice.ts';
import { keptNames, moreQueues, otherTransport } from './transport-advice.ts';

const RULES: readonly AdviceRule[] = [
  nativeFileSystem,
  otherTransport,
  keptNames,
  moreQueues,
  untrackedCache,
  fewProcessors,
  pool,
];

/** What the user can do on this machine: largest gain first, then what cannot be told, then where nothing is to be gained. */
export function adviceFor(
  observed: ObservedRuns,
  environment: Environment | null,
  whatIfs: readonly OperationWhatIfs[],
): readonly Advice[] {
  const platform = environment?.platform ?? (observed.records[0].lab === null ? 'linux' : 'lab');
  const context = { observed, environment, platform, whatIfs };
  const all = RULES.flatMap((rule) => rule(context));
  if (all.length === 0) return [noAdvice(context)];
  return all.toSorted((a, b) => (b.gainNs ?? Number.NEGATIVE_INFINITY) - (a.gainNs ?? Number.NEGATIVE_INFINITY));
}
