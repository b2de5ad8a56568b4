import type { Calibration } from '../core/run-record.ts';
import { sibling } from '../core/workload.ts';
import { describe } from '../stats/describe.ts';
import { monotonicNs } from '../system/clock.ts';
import type { Timing } from '../system/timed-command.ts';
import { type Agent, requireValue } from './agent-client.ts';

const RESOLUTION_READINGS = 20_000;
/** A median of fifteen; where starting a program takes long, fewer tell as much beside what is measured, and six still have an interval. */
const SPAWNS = { most: 15, least: 6, wallNs: 1e9 } as const;

/** What an empty operation and an empty command cost by the paths that are used for the real ones. */
export async function calibrate(agent: Agent, timing: Timing): Promise<Calibration> {
  await emptyLoop(agent); // Compiles the loop.
  return {
    timerNs: describe(await emptyLoop(agent))?.median ?? 0,
    timerResolutionNs: resolution(),
    spawnNs: await spawnCost(agent, timing),
    rusageUnavailable: timing.kind === 'node' ? timing.rusageUnavailable : null,
  };
}

async function emptyLoop(agent: Agent): Promise<Float64Array> {
  const module = sibling(import.meta.url, 'target-tasks').href;
  const [share] = requireValue(await agent.loop({ module, loop: 'empty', args: {}, concurrency: 1 }), 'calibrating the timer');
  return share?.latencies ?? new Float64Array();
}

async function spawnCost(agent: Agent, timing: Timing): Promise<number> {
  const walls: number[] = [];
  const started = monotonicNs();
  for (let i = 0; i < SPAWNS.most; i++) {
    if (i >= SPAWNS.least && monotonicNs() - started > SPAWNS.wallNs) break;
    const ended = await agent.command({ command: { file: '/bin/true', args: [], cwd: '/', env: {} }, timing, syncAfter: null });
    if (ended.status === 'ok') walls.push(ended.value.wallNs);
  }
  return describe(walls)?.median ?? 0;
}

function resolution(): number {
  let smallest = Number.POSITIVE_INFINITY;
  let previous = performance.now();
  for (let i = 0; i < RESOLUTION_READINGS; i++) {
    const now = performance.now();
    if (now > previous) smallest = Math.min(smallest, now - previous);
    previous = now;
  }
  return Number.isFinite(smallest) ? smallest * 1e6 : 0;
}
