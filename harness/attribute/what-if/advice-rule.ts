import type { Advice, OperationWhatIfs, WhatIf } from '../../core/attribution.ts';
import type { Environment, Platform } from '../../core/environment.ts';
import type { ObservedMount, ObservedRuns } from '../ports.ts';

export interface AdviceContext {
  readonly observed: ObservedRuns;
  /** Null where the run was written by a program that knew another document. */
  readonly environment: Environment | null;
  readonly platform: Platform;
  readonly whatIfs: readonly OperationWhatIfs[];
}

/** Nothing where its evidence is missing: no advice is better than a guess. */
export type AdviceRule = (context: AdviceContext) => readonly Advice[];

export const THRESHOLDS = {
  /** A gain below this share of an operation is nothing that anybody feels, and less than what boots differ by. */
  nothing: 0.03,
  /** Waiting for a processor beyond this share is more than a wake-up. */
  runQueue: 0.15,
} as const;

/** Mounts whose files lie beyond the boundary. */
export function farMounts({ observed }: AdviceContext): ObservedMount[] {
  return observed.mounts.filter(({ target }) => FAR.some((transport) => transport === target.transport));
}

const FAR = ['9p-socket', '9p-virtio', 'virtiofs', 'drvfs'] as const;

export interface Predicted {
  readonly operation: string;
  readonly baseNs: number;
  readonly whatIf: WhatIf;
}

/** One change, for every operation of a mount that it was predicted for. */
export function predictionsOf({ whatIfs }: AdviceContext, target: string, id: string): Predicted[] {
  return whatIfs
    .filter((one) => one.target === target)
    .flatMap(({ operation, baseNs, whatIfs: changes }) =>
      changes.filter((whatIf) => whatIf.id === id).map((whatIf) => ({ operation, baseNs, whatIf })),
    );
}

/** The operation that gains most, of those whose interval leaves no doubt that they do. Null where none does. */
export function surestGain(predictions: readonly Predicted[]): Predicted | null {
  const sure = predictions.filter(
    ({ baseNs, whatIf }) => (whatIf.highNs ?? 0) < 0 && -whatIf.changeNs >= THRESHOLDS.nothing * baseNs,
  );
  return sure.toSorted((a, b) => a.whatIf.changeNs - b.whatIf.changeNs)[0] ?? null;
}

/** Time saved: what-ifs count it as a change. */
export function gainOf({ operation, whatIf }: Predicted): Pick<Advice, 'gainNs' | 'lowNs' | 'highNs' | 'operation'> {
  return { gainNs: 0 - whatIf.changeNs, lowNs: negated(whatIf.highNs), highNs: negated(whatIf.lowNs), operation };
}

export const UNKNOWN_GAIN = { gainNs: null, lowNs: null, highNs: null, operation: null } as const;

function negated(value: number | null): number | null {
  return value === null ? null : 0 - value;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`;
}

/** Where WSL's settings and commands exist. */
export function isWsl({ platform }: AdviceContext): boolean {
  return platform === 'wsl2';
}
