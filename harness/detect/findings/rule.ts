import type { Facts } from '../../core/environment.ts';
import type { Finding } from '../../core/finding.ts';

/** Looks at the document and says what its reader has to know; an empty list when there is nothing to say. Pure. */
export type Rule = (facts: Facts) => readonly Finding[];

/** At most one finding of this code; `evidence` null: nothing to say. */
export function when(evidence: string | null, finding: Omit<Finding, 'evidence'>): Finding[] {
  return evidence === null ? [] : [{ ...finding, evidence }];
}

export function isWsl(facts: Facts): boolean {
  return facts.platform === 'wsl2' || facts.platform === 'container-in-wsl';
}
