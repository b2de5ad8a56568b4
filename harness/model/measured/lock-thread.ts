import { parentPort, workerData } from 'node:worker_threads';
import { isOver, passGate } from './lock-control.ts';
import { type LoopPlace, MappingLoop } from './mapping-loop.ts';

/** What runs in each thread of a measurement. */

export interface ThreadJob extends LoopPlace {
  readonly control: SharedArrayBuffer;
}

/** V8 has optimised the loop long before, also where copies leave it only some ten thousand rounds. */
const WARM_UP_MS = 30;

const job = workerData as ThreadJob;
const loop = new MappingLoop(job);
const control = new Int32Array(job.control);

const warm = performance.now() + WARM_UP_MS;
loop.run(() => performance.now() >= warm);

parentPort?.postMessage('ready');
passGate(control);
parentPort?.postMessage(loop.run(() => isOver(control)));
