import type { AttributionModel, ObservedCell, ObservedMount, ObservedRuns } from '../../attribute/ports.ts';
import { adviceFor } from '../../attribute/what-if/advice.ts';
import type { ModelError, OperationWhatIfs, WhatIf } from '../../core/attribution.ts';
import { environmentSchema } from '../../core/environment.ts';
import { predictHalves } from '../../model/fit/probe-halves.ts';
import { groupedRequests } from '../../model/fit/request-groups.ts';
import type { ChangeId } from '../../model/what-if/changes.ts';
import type { KnownMount } from '../../model/what-if/latency.ts';
import { mixOf } from '../../model/what-if/mix.ts';
import type { MountFacts } from '../../model/what-if/mount-facts.ts';
import { type Effect, effectsOn, type MeasuredWork } from '../../model/what-if/what-ifs.ts';
import { asAsked, type FittedMount, fittedMounts, knownMount, otherMount, replacing } from './known-mounts.ts';
import { directoriesAbove, representatives } from './representative.ts';

/** For the ends of an interval. What has to be simulated, because threads wait for each other, takes a hundred times as long as a sum. */
const DRAWS = { alone: 60, contended: 12 } as const;
/** Figures of one run are the same whenever they are asked for. */
const SEED = 1;

/** The model as attribution wants it. */
export function attributionModel(): AttributionModel {
  const known = new WeakMap<ObservedRuns, readonly FittedMount[]>();
  const fitted = (observed: ObservedRuns): readonly FittedMount[] => {
    const all = known.get(observed) ?? fittedMounts(observed);
    known.set(observed, all);
    return all;
  };
  return {
    modelErrors: async (observed) => fitted(observed).map(errorOf),
    whatIfs: async (observed) => {
      const all = fitted(observed);
      return all.flatMap((mount) => whatIfsOf(observed, mount, all));
    },
    advice: async (observed, whatIfs) =>
      adviceFor(observed, environmentSchema.safeParse(observed.records[0].environment.before).data ?? null, whatIfs),
  };
}

function errorOf({ mount, observations }: FittedMount): ModelError {
  const outcome = predictHalves(observations, SEED);
  const target = mount.target.id;
  if (outcome.status === 'refused') {
    return {
      ...{ target, fitted: 0, heldOut: 0, medianError: null, p90Error: null, standardError: null },
      reason: outcome.reason,
    };
  }
  const { fitted, heldOut } = outcome;
  const errors = heldOut.map(({ relativeError }) => Math.abs(relativeError));
  const standardErrors = heldOut.flatMap(({ observation: { standardErrorNs, latencyNs } }) =>
    standardErrorNs === null ? [] : [standardErrorNs / latencyNs],
  );
  return {
    target,
    fitted,
    heldOut: heldOut.length,
    medianError: quantileOf(errors, 0.5),
    p90Error: quantileOf(errors, 0.9),
    standardError: quantileOf(standardErrors, 0.5),
    reason: null,
  };
}

/** Nearest rank; null of nothing. */
function quantileOf(values: readonly number[], share: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

function whatIfsOf(observed: ObservedRuns, fitted: FittedMount, all: readonly FittedMount[]): OperationWhatIfs[] {
  const known = knownMount(observed, fitted);
  if (known === null) return [];
  const other = otherMount(observed, fitted, all);
  const { mount } = fitted;
  const replacement = all.find(({ transport }) => transport === replacing(fitted.transport)) ?? null;
  const asked = asAsked(known);
  const hidden = hiddenBy(observed);
  const single = representatives(directoriesAbove(mount)).flatMap(({ operation, works }): Representative[] => {
    const here = cellOf(mount, operation);
    if (here === null) return [];
    const there = replacement === null ? null : cellOf(replacement.mount, operation);
    const replaced = there === null ? null : { measuredNs: there.medianNs, error: Math.hypot(errorIn(here), errorIn(there)) };
    return [{ operation, mount: known, work: { works, measuredNs: here.medianNs, isWhole: true, replaced } }];
  });
  const mixes = workloadMixes(mount, asked.facts).map((mix): Representative => ({ ...mix, mount: asked }));
  return [...single, ...mixes].map(({ operation, work, mount: from }) => ({
    target: mount.target.id,
    operation,
    baseNs: work.measuredNs,
    whatIfs: effectsOn(work, from, other, { draws: drawsFor(work), seed: SEED })
      .filter(({ id }) => !hidden.includes(id))
      .map(whatIfOf),
  }));
}

/** What a neighbour that bounces through the same pool costs is not what the model of the pool alone would say. */
function hiddenBy({ records }: ObservedRuns): readonly ChangeId[] {
  const isShared = records.some(({ lab }) => lab !== null && lab.contender !== null && lab.pool.use === 'shared');
  return isShared ? ['dedicated-pool', 'more-areas'] : [];
}

function drawsFor({ works }: MeasuredWork): number {
  return works.some(({ work }) => work.clients > 1) ? DRAWS.contended : DRAWS.alone;
}

interface Representative {
  readonly operation: string;
  readonly mount: KnownMount;
  readonly work: MeasuredWork;
}

function whatIfOf({ shapley, ...effect }: Effect): WhatIf {
  if (shapley === null) return { ...effect, shapley };
  return { ...effect, shapley: { shareNs: shapley.share, firstInNs: shapley.firstIn, lastInNs: shapley.lastIn } };
}

function cellOf({ cells }: ObservedMount, operation: string): ObservedCell | null {
  return cells.find(({ cell, probe }) => probe !== null && cell.operation === operation) ?? null;
}

/** Of a median with one block, relative. */
const UNKNOWN_ERROR = 0.2;

function errorIn({ standardErrorNs, medianNs }: ObservedCell): number {
  return standardErrorNs === null ? UNKNOWN_ERROR : standardErrorNs / medianNs;
}

/** Each workload whose requests were counted, all of its operations and commands once. */
function workloadMixes({ cells: all }: ObservedMount, facts: MountFacts): Omit<Representative, 'mount'>[] {
  const names = [...new Set(all.filter(({ probe }) => probe === null).map(({ cell }) => cell.workload))];
  return names.flatMap((workload) => {
    const cells = all.filter(({ cell }) => cell.workload === workload && cell.concurrency === 1);
    const byType: Record<string, number> = {};
    for (const { requests } of cells) {
      for (const [type, count] of Object.entries(requests ?? {})) byType[type] = (byType[type] ?? 0) + count;
    }
    const works = mixOf(facts, groupedRequests(byType));
    const totalNs = cells.reduce((sum, { requests, medianNs }) => sum + (requests === null ? 0 : medianNs), 0);
    if (works.length === 0 || totalNs === 0) return [];
    return [{ operation: `mix of ${workload}`, work: { works, measuredNs: totalNs, isWhole: false, replaced: null } }];
  });
}
