import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sibling } from '../../core/workload.ts';
import type { LockCondition, LockMeasurement } from './lock-condition.ts';
import { end, newControl, openGate } from './lock-control.ts';
import type { ThreadJob } from './lock-thread.ts';
import type { LoopShare } from './mapping-loop.ts';
import { newBounceMemory } from './page-copies.ts';
import { newPoolMemory, SharedPool } from './shared-pool.ts';

/** Real threads map and unmap in a real pool for so long. Rejects when it shows that slots were given twice or lost. */
export async function measureLock(condition: LockCondition, durationMs: number): Promise<LockMeasurement> {
  const { threads, areas, copyBytes } = condition;
  const pool = newPoolMemory(areas);
  const bounce = copyBytes === 0 ? null : newBounceMemory();
  const control = newControl();
  const words = new Int32Array(control);
  await using crew = new Crew(
    Array.from({ length: threads }, (_, index) => ({ condition, thread: index + 1, pool, bounce, control })),
  );
  await crew.messages();
  const inspector = new SharedPool(pool, threads + 1);
  const handoversBefore = inspector.handovers();
  const ended = crew.messages();
  openGate(words);
  await Promise.race([delay(durationMs, undefined, { ref: false }), ended]);
  end(words);
  const shares = (await ended) as readonly LoopShare[];
  inspector.assertEmpty();
  return measurementOf(condition, shares, inspector.handovers() - handoversBefore);
}

class Crew implements AsyncDisposable {
  readonly #workers: readonly Worker[];

  constructor(jobs: readonly ThreadJob[]) {
    const thread = sibling(import.meta.url, 'lock-thread');
    this.#workers = jobs.map((workerData) => new Worker(thread, { workerData, execArgv: [] }));
  }

  /** The next one of each thread; rejects with the error of one that fails. */
  messages(): Promise<readonly unknown[]> {
    return Promise.all(this.#workers.map(async (worker) => (await once(worker, 'message'))[0] as unknown));
  }

  /** The others of a thread that failed may wait for its lock for ever: they are not asked. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function measurementOf(condition: LockCondition, shares: readonly LoopShare[], handovers: number): LockMeasurement {
  const sum = (pick: (share: LoopShare) => number): number => shares.reduce((total, share) => total + pick(share), 0);
  const elapsedNs = sum((share) => share.elapsedNs);
  const maps = sum((share) => share.maps);
  const samples = { map: sum((share) => share.mapSamples), unmap: sum((share) => share.unmapSamples) };
  if (samples.map === 0 || samples.unmap === 0)
    throw new Error(`no time of a mapping under ${JSON.stringify(condition)}: too short`);
  const waits = shares.map(({ runqueueNs }) => runqueueNs);
  return {
    condition,
    elapsedNs: elapsedNs / shares.length,
    maps,
    mapsPerSecond: sum((share) => share.maps / (share.elapsedNs / 1e9)),
    mapNs: sum((share) => share.mapNs) / samples.map,
    unmapNs: sum((share) => share.unmapNs) / samples.unmap,
    handoverShare: handovers / (2 * maps),
    interrupted: sum((share) => share.interrupted),
    waitedForCpuShare: waits.includes(null) ? null : sum(({ runqueueNs }) => runqueueNs ?? 0) / elapsedNs,
  };
}
