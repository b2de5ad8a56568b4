import type { Cell } from '../core/cell.ts';
import { diskLimit } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import { versionParts } from '../core/version-order.ts';
import { environmentOf } from './compared-run.ts';

/** What a user may choose runs by, and what a comparison may be about. */
interface RunTrait {
  readonly of: (record: RunRecord) => string | null;
  /** `version`: a prefix by whole numbers, so that 6.1 is not 6.18. `start`: a prefix as text. */
  readonly match: 'version' | 'word' | 'start';
  /** Parts of the fingerprint that are the trait itself and so no confound of it. A trailing dot stands for all below. */
  readonly explains: readonly string[];
}

export const RUN_TRAITS = {
  kernel: {
    of: (record) => environmentOf(record)?.kernel.release ?? record.lab?.kernelSeries ?? null,
    match: 'version',
    explains: ['environment.kernel.', 'environment.kernelBuild.', 'lab.kernelSeries', 'environment.wsl.kernel'],
  },
  wsl: {
    of: (record) => environmentOf(record)?.wsl?.version ?? null,
    match: 'version',
    explains: ['environment.wsl.'],
  },
  pool: {
    of: (record) => record.lab?.pool.use ?? environmentOf(record)?.dmaPool.state ?? null,
    match: 'word',
    explains: ['environment.dmaPool.', 'environment.cmdline.', 'lab.pool.use'],
  },
  slots: {
    of: ({ lab }) => (lab === null ? null : String(lab.pool.slots ?? 'default')),
    match: 'word',
    explains: ['environment.dmaPool.', 'environment.cmdline.', 'lab.pool.slots'],
  },
  areas: {
    of: ({ lab }) => (lab === null ? null : String(lab.pool.areas ?? 'default')),
    match: 'word',
    explains: ['environment.cmdline.', 'lab.pool.areas'],
  },
  contender: {
    of: ({ lab }) => {
      if (lab === null) return null;
      if (lab.contender === null) return 'none';
      return `${lab.contender.operation}:${lab.contender.askedShare * 100}%${diskLimit(lab.contender)}`;
    },
    match: 'word',
    explains: ['lab.contender.'],
  },
  fault: {
    of: ({ lab }) => (lab === null ? null : lab.faults.map(({ kind }) => kind).join('+') || 'none'),
    match: 'word',
    explains: ['lab.faults'],
  },
  machine: { of: ({ machineId }) => machineId, match: 'word', explains: ['machineId', 'environment.machine.'] },
  platform: { of: (record) => environmentOf(record)?.platform ?? null, match: 'word', explains: ['environment.platform'] },
  node: {
    of: ({ harness }) => harness.node,
    match: 'version',
    explains: ['harness.node', 'harness.uv', 'environment.tools.node'],
  },
  git: { of: (record) => environmentOf(record)?.tools.git ?? null, match: 'version', explains: ['environment.tools.git'] },
  npm: { of: (record) => environmentOf(record)?.tools.npm ?? null, match: 'version', explains: ['environment.tools.npm'] },
  status: { of: ({ status }) => status, match: 'word', explains: ['status'] },
  /** `run=20261122T09`: ids begin with the time, so this is an hour's runs. */
  run: { of: ({ id }) => id, match: 'start', explains: [] },
} as const satisfies Record<string, RunTrait>;

export type RunTraitName = keyof typeof RUN_TRAITS;

/** Of a cell inside a run. */
export const CELL_TRAITS = {
  transport: ({ transport }) => transport,
  target: ({ target }) => target,
  workload: ({ workload }) => workload,
  preset: ({ preset }) => preset,
  phase: ({ phase }) => phase,
  operation: ({ operation }) => operation,
  concurrency: ({ concurrency }) => String(concurrency),
  cache: ({ cacheState }) => cacheState,
} as const satisfies Record<string, (cell: Cell) => string>;

export type CellTraitName = keyof typeof CELL_TRAITS;

export function isRunTrait(name: string): name is RunTraitName {
  return Object.hasOwn(RUN_TRAITS, name);
}

export function isCellTrait(name: string): name is CellTraitName {
  return Object.hasOwn(CELL_TRAITS, name);
}

/** Whether a run has one of the wanted values. */
export function hasTrait(record: RunRecord, name: RunTraitName, wanted: readonly string[]): boolean {
  const { of, match }: RunTrait = RUN_TRAITS[name];
  const value = of(record);
  return value !== null && wanted.some((text) => MATCHES[match](value, text));
}

const MATCHES = {
  version: isVersionOf,
  word: (value, wanted) => value === wanted,
  start: (value, wanted) => value.startsWith(wanted),
} as const satisfies Record<RunTrait['match'], (value: string, wanted: string) => boolean>;

/** `6.18.33.2-microsoft-standard-WSL2` is 6.18, 6.18.33 and itself, but not 6.1. v22.1.0 is 22. */
function isVersionOf(value: string, wanted: string): boolean {
  if (value === wanted) return true;
  if (!/^v?\d+(?:\.\d+)*$/.test(wanted)) return false;
  const parts = versionParts(value.replace(/^v/, ''));
  return versionParts(wanted.replace(/^v/, '')).every((part, index) => parts[index] === part);
}
