import type { JsonObject } from '../../harness/core/json.ts';
import { randomFor, shuffled } from '../../harness/core/random.ts';
import { defineWorkload, type LoopStep, type Place, type Step, sibling } from '../../harness/core/workload.ts';
import { callsOf, EFFORTS, type Effort, isEffortName, operationsOf, presetOf } from './effort.ts';
import { probeFact } from './fact.ts';
import { type ProbeOperation, UNLINK } from './operations.ts';

export const workload = defineWorkload({
  name: 'probe',
  title: 'Single operations with a known number of requests across the boundary, by depth, size and concurrency',
  worker: sibling(import.meta.url, 'worker'),
  presets: {
    core: presetOf(EFFORTS.core),
    tiny: presetOf(EFFORTS.tiny),
    standard: presetOf(EFFORTS.standard),
    thorough: presetOf(EFFORTS.thorough),
  },
  ladder: ['tiny', 'standard', 'thorough'],
  tools: [],
  sweepsConcurrency: false,
  async open({ preset }) {
    if (!isEffortName(preset)) throw new Error(`probe: unknown preset ${JSON.stringify(preset)}`);
    const effort = EFFORTS[preset];
    return {
      inputs: [probeFact()],
      tableOrder: [...operationsOf(effort), UNLINK].map(({ label }) => label),
      fixture: (place) => [{ kind: 'task', task: 'make-fixture', args: fixtureArgs(place, effort), checks: [] }],
      block: (place) => blockSteps(place, effort),
      teardown: (place) => teardownSteps(place, effort),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
});

function fixtureArgs(place: Place, { largestList, concurrencies }: Effort): JsonObject {
  return { fixture: place.fixture, largestList, threads: Math.max(...concurrencies) };
}

function placeArgs(place: Place, operations: number): JsonObject {
  return { fixture: place.fixture, directory: place.directory, seed: place.seed, operations };
}

function loopStep(operation: ProbeOperation, place: Place, effort: Effort): LoopStep {
  const { label, phase, loop, concurrency } = operation;
  const args = { ...operation.args, ...placeArgs(place, callsOf(operation, effort)), label };
  return { kind: 'loop', phase, operation: label, loop, args, concurrency };
}

function isSingle({ concurrency }: ProbeOperation): boolean {
  return concurrency === 1;
}

function blockSteps(place: Place, effort: Effort): Step[] {
  // Drawn anew for each block: no operation always runs in the wake of the same other one. Those of many threads stay together, in
  // random order too, because starting 32 threads takes longer than all calls of a block.
  const random = randomFor(place.seed, 'probe-order', place.block);
  const drawn = shuffled(operationsOf(effort), random);
  const order = shuffled([drawn.filter(isSingle), drawn.filter((operation) => !isSingle(operation))], random).flat();
  const writes = order.filter(({ loop }) => loop === 'write');
  const args = placeArgs(place, effort.single);
  return [
    { kind: 'task', task: 'prepare-block', args, checks: [] },
    ...order.map((operation) => loopStep(operation, place, effort)),
    {
      kind: 'task',
      task: 'verify-writes',
      args: { ...args, order: writes.map(({ label }) => label) },
      checks: [...new Set(writes.map(({ phase }) => phase))],
    },
    { kind: 'task', task: 'verify-names', args, checks: ['create', 'rename'] },
  ];
}

function teardownSteps(place: Place, effort: Effort): Step[] {
  const verify = { kind: 'task', task: 'verify-removed', args: placeArgs(place, effort.single), checks: [UNLINK.phase] } as const;
  return [loopStep(UNLINK, place, effort), verify];
}
