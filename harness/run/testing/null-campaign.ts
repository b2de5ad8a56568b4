import type { Count } from '../../core/counting.ts';
import type { MeasuredAt, Measurement } from '../../core/measurement.ts';
import type { Mount } from '../../core/mount.ts';
import type { BlockRecord } from '../../core/run-record.ts';
import type { Session, Step, Workload } from '../../core/workload.ts';
import { monotonicNs } from '../../system/clock.ts';
import type { Campaign, Failure } from '../campaign.ts';
import { type NullScript, nullAgent } from '../null-agent.ts';

export const mount = (mountPoint: string, patch: Partial<Mount> = {}): Mount => ({
  mountPoint,
  fstype: 'ext4',
  source: '/dev/sda',
  subPath: '/',
  readOnly: false,
  transport: 'native',
  role: 'native',
  aname: null,
  trans: null,
  msize: null,
  cacheRaw: null,
  cache: null,
  dirsync: false,
  sync: false,
  windowsPath: null,
  uid: null,
  gid: null,
  metadata: false,
  symlinkRoot: null,
  optionsTruncated: false,
  mountId: 1,
  device: '8:1',
  caseMode: null,
  tagKind: null,
  options: 'rw',
  ...patch,
});

export const STEP: Step = { kind: 'loop', phase: 'stat', operation: 'stat', loop: 'stat', args: {}, concurrency: 1 };
export const CHECK: Step = { kind: 'task', task: 'verify', args: {}, checks: ['stat'] };

function workload(steps: readonly Step[]): { workload: Workload; session: Session } {
  const session: Session = {
    inputs: [],
    fixture: () => [],
    block: () => steps,
    teardown: () => steps,
    async [Symbol.asyncDispose]() {},
  };
  return {
    session,
    workload: {
      name: 'null',
      title: '',
      worker: new URL('file:///none'),
      presets: { tiny: { about: '', weight: 1, bytesPerBlock: 0 } },
      ladder: ['tiny'],
      tools: [],
      sweepsConcurrency: false,
      open: async () => session,
    },
  };
}

export interface Seen {
  readonly measured: [MeasuredAt, Measurement, readonly Count[]][];
  readonly failures: Failure[];
  readonly blocks: BlockRecord[];
  readonly invalidated: string[];
}

export const GOOD: NullScript = { loop: () => [100, 200, 300], commandNs: 1e6, task: () => null };

/** A campaign whose targets answer by script; it remembers what it was told. */
export function campaign(
  scratch: string,
  scripts: readonly NullScript[],
  patch: Partial<Campaign> = {},
  steps: readonly Step[] = [STEP],
): Campaign & { seen: Seen } {
  const seen: Seen = { measured: [], failures: [], blocks: [], invalidated: [] };
  const targets = scripts.map((script, index) => ({
    target: {
      id: `t${index}`,
      path: `/m${index}`,
      transport: 'native' as const,
      mount: mount(`/m${index}`),
      origin: 'named' as const,
      freeBytes: 1e12,
      freeInodes: null,
    },
    agent: nullAgent(script),
    sandbox: `/m${index}/.mntbench`,
    suffix: 'abcdef',
    process: index + 1,
  }));
  return {
    seen,
    seed: 1,
    trials: [{ trial: { workload: 'null', preset: 'tiny', concurrency: 1, cache: 'warm' }, ...workload(steps) }],
    targets,
    scratch,
    programs: { git: null, npm: null, tsc: '', rm: null, perl: null, node: '' },
    timing: { kind: 'node', rusageUnavailable: 'test' },
    pass: 'timed',
    counting: null,
    recorder: {
      measured() {},
      invalidate: (which, reason) => seen.invalidated.push(`${which.block} ${which.targetId} ${reason}`),
    },
    stop: { requested: false, deadlineNs: monotonicNs() + 60e9 },
    progress: { update() {}, note() {} },
    readMounts: () => ({ bootId: 'boot', mounts: targets.map(({ target }) => target.mount) }),
    order: (_block, trials, ids) => trials.flatMap((trial) => ids.map((target) => ({ trial, target }))),
    onMeasurement: (_trial, at, measurement, counts) => seen.measured.push([at, measurement, counts]),
    onFailure: (failure) => seen.failures.push(failure),
    onBlock: (block) => seen.blocks.push(block),
    isPrecise: preciseAfter(4),
    ...patch,
  };
}

/** Precise after so many blocks, with the one trial that there is. */
export function preciseAfter(blocks: number): () => boolean {
  let asked = 0;
  return () => ++asked >= blocks;
}
