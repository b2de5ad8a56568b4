import type {
  AllocateStep,
  Distribution,
  FreeStep,
  JobClass,
  Population,
  Program,
  QueueStation,
  ReleaseStep,
  SeizeStep,
  ServeStep,
  WhenFull,
} from './network.ts';

/* Networks for tests in few words: every station books on a row of its own name. */

export function exactly(meanNs: number): Distribution {
  return { family: 'deterministic', meanNs };
}

export function exponential(meanNs: number): Distribution {
  return { family: 'exponential', meanNs };
}

export function queue(name: string, servers = 1, handoverNs = 0): QueueStation {
  return { kind: 'queue', name, servers, handoverNs };
}

export function serve(at: string, time: Distribution, unlessBusy: string | null = null): ServeStep {
  return { kind: 'serve', at, row: at, time, unlessBusy };
}

export function seize(at: string, units = 1, whenFull: WhenFull = 'wait'): SeizeStep {
  return { kind: 'seize', at, row: at, units, whenFull };
}

export function release(at: string, units = 1): ReleaseStep {
  return { kind: 'release', at, units };
}

export function allocate(at: string, slots: number, whenFull: WhenFull = 'wait', holdNs = 0): AllocateStep {
  return { kind: 'allocate', at, row: at, slots, hold: exactly(holdNs), whenFull };
}

export function free(at: string, holdNs = 0): FreeStep {
  return { kind: 'free', at, row: at, hold: exactly(holdNs) };
}

export function arriving(interarrival: Distribution, ...program: Program): JobClass {
  return classOf('arriving', { kind: 'open', interarrival }, program);
}

export function circulating(clients: number, think: Distribution, ...program: Program): JobClass {
  return classOf('circulating', { kind: 'closed', clients, think }, program);
}

function classOf(name: string, population: Population, program: Program): JobClass {
  return { name, population, programs: [program] };
}
