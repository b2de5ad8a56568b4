import type { Mount } from '../core/mount.ts';
import type { BlockRecord } from '../core/run-record.ts';
import type { Target } from '../core/target.ts';
import { findMount } from '../mounts/find-mount.ts';
import { type DropCounters, readDropCounters } from '../system/caches.ts';
import { type ClockReading, readClocks } from '../system/clock.ts';

/** What must not change while something is measured. */
export interface MachineState {
  readonly bootId: string | null;
  readonly mounts: readonly Mount[];
  readonly clocks: ClockReading;
  readonly drops: DropCounters;
}

export type ReadMounts = () => { readonly bootId: string | null; readonly mounts: readonly Mount[] };

export function readMachineState(readMounts: ReadMounts): MachineState {
  return { ...readMounts(), clocks: readClocks(), drops: readDropCounters() };
}

export type Disturbance = BlockRecord['disturbances'][number];

/** Clocks differ by a few milliseconds anyhow: /proc/uptime has a resolution of 10 ms, and NTP slews. */
const CLOCK_TOLERANCE_SECONDS = 1;

/** Everything that makes the samples between two states worthless. `ownDrops`: caches dropped by the harness itself in between. */
export function disturbances(
  before: MachineState,
  after: MachineState,
  targets: readonly Target[],
  ownDrops: number,
): Disturbance[] {
  return [
    ...bootChange(before, after),
    ...clockChanges(before.clocks, after.clocks),
    ...foreignDrops(before.drops, after.drops, ownDrops),
    ...targets.flatMap((target) => mountChange(target, after)),
  ];
}

const all = (reason: string, evidence: string): Disturbance => ({ target: '*', reason, evidence });

function bootChange(before: MachineState, after: MachineState): Disturbance[] {
  return before.bootId === after.bootId
    ? []
    : [all('boot-changed', `boot id ${before.bootId ?? 'unknown'}, then ${after.bootId ?? 'unknown'}`)];
}

function clockChanges(before: ClockReading, after: ClockReading): Disturbance[] {
  if (before.bootSeconds === null || after.bootSeconds === null) return [];
  const boot = after.bootSeconds - before.bootSeconds;
  const monotonic = (after.monotonicNs - before.monotonicNs) / 1e9;
  const wall = (after.wallMs - before.wallMs) / 1e3;
  const found: Disturbance[] = [];
  if (boot - monotonic > CLOCK_TOLERANCE_SECONDS) found.push(all('suspended', `${(boot - monotonic).toFixed(1)} s asleep`));
  if (Math.abs(wall - boot) > CLOCK_TOLERANCE_SECONDS)
    found.push(all('clock-jump', `wall clock moved by ${(wall - boot).toFixed(1)} s`));
  return found;
}

function foreignDrops(before: DropCounters, after: DropCounters, own: number): Disturbance[] {
  if (before.pages === null || after.pages === null) return [];
  const foreign = after.pages - before.pages - own;
  return foreign > 0 ? [all('cache-dropped', `page cache dropped ${foreign} time(s) by somebody else`)] : [];
}

/** Compared with the mount that the plan was made for, so that a fallback between blocks is noticed too. */
function mountChange(target: Target, state: MachineState): Disturbance[] {
  const now = findMount(state.mounts, target.path);
  const changed = now === null ? 'no longer mounted' : difference(target.mount, now);
  return changed === null ? [] : [{ target: target.id, reason: 'mount-changed', evidence: changed }];
}

const COMPARED = ['transport', 'fstype', 'source', 'mountPoint', 'subPath', 'device', 'options', 'readOnly'] as const;

function difference(before: Mount, now: Mount): string | null {
  const field = COMPARED.find((name) => before[name] !== now[name]);
  return field === undefined ? null : `${field} was ${String(before[field])}, is ${String(now[field])}`;
}
