import { meanOf } from '../engine/sampler.ts';
import { simulate } from '../engine/simulate.ts';
import type { ModelConfiguration } from '../path/configuration.ts';
import { networkOf } from '../path/network-of.ts';
import { withoutAttempts } from '../sweep/least-demands.ts';
import { calibrate } from './calibrate.ts';
import { type ChangeId, changed } from './changes.ts';
import { configurationFor } from './configuration-for.ts';
import type { KnownCosts } from './known-costs.ts';
import type { MountFacts, Work } from './mount-facts.ts';
import type { Draw } from './split.ts';

/** A mount, and what its requests cost, by what the operation is. */
export interface KnownMount {
  readonly facts: MountFacts;
  readonly knownFor: (work: Work) => KnownCosts;
}

/** What an operation does one after the other, each so many times. */
export type WorkSequence = readonly { readonly work: Work; readonly times: number }[];

/** Enough for a mean that common random numbers make comparable long before it is exact. */
const CONTENDED = { operations: 120, warmUp: 12 } as const;

const FREE = { value: 0, family: 'deterministic', cv: 0 } as const;

/** Mean latency of operations under changes. Equal settings are simulated once, so that what changes nothing changes exactly nothing. */
export class Latencies {
  readonly #mount: KnownMount;
  readonly #other: KnownMount | null;
  readonly #seed: number;
  readonly #known = new Map<string, number>();
  /** Without parameters: of a setting and a work, of which there are far fewer than draws. */
  readonly #configurations = new Map<string, ModelConfiguration>();

  constructor(mount: KnownMount, other: KnownMount | null, seed: number) {
    this.#mount = mount;
    this.#other = other;
    this.#seed = seed;
  }

  /** Nanoseconds. */
  of(works: WorkSequence, made: ReadonlySet<ChangeId>, draw: Draw): number {
    return works.reduce((sum, { work, times }) => sum + times * this.#ofWork(work, made, draw), 0);
  }

  #ofWork(work: Work, made: ReadonlySet<ChangeId>, { own, other }: Draw): number {
    const { facts, copiesAreFree } = changed(this.#mount.facts, made, this.#other?.facts ?? null);
    const replacing = made.has('other-transport') ? this.#other : null;
    const source = replacing ?? this.#mount;
    const calibrated = calibrate(source.facts, source.knownFor(work), replacing === null ? own : other);
    const parameters = { ...calibrated, ...(copiesAreFree ? { bounceCopy: FREE } : {}) };
    const configuration = { ...this.#configuration(facts, work), parameters };
    return work.clients === 1 && facts.contenders.length === 0 ? unhindered(configuration) : this.#simulated(configuration);
  }

  #configuration(facts: MountFacts, work: Work): ModelConfiguration {
    const key = JSON.stringify([facts, work]);
    const known = this.#configurations.get(key);
    if (known !== undefined) return known;
    const configuration = configurationFor(facts, work, {}, { ...CONTENDED, seed: this.#seed });
    this.#configurations.set(key, configuration);
    return configuration;
  }

  #simulated(configuration: ModelConfiguration): number {
    const key = JSON.stringify(configuration);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const outcome = simulate(networkOf(configuration).network, configuration.run);
    const latency = outcome.classes[0]?.meanNs ?? Number.NaN;
    this.#known.set(key, latency);
    return latency;
  }
}

/** Where one client is alone nobody waits, and everything that it passes takes its mean on average: no need to simulate that. */
function unhindered(configuration: ModelConfiguration): number {
  const [{ programs }] = networkOf(configuration).network.classes;
  return withoutAttempts(programs[0]).reduce((sum, step) => {
    if (step.kind === 'serve') return sum + meanOf(step.time);
    return step.kind === 'allocate' || step.kind === 'free' ? sum + meanOf(step.hold) : sum;
  }, 0);
}
