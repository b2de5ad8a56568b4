import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Studies on all processors. Each draws from streams named after itself, so that the order in which they end changes nothing. */

/**
 * @typedef {typeof import('./study-worker.mjs').STUDIES} Studies
 * @typedef {keyof Studies} StudyName
 */

/**
 * @template {StudyName} S
 * @param {S} study
 * @param {readonly Parameters<Studies[S]>[0][]} tasks
 * @param {(done: number) => void} progress
 * @returns {Promise<ReturnType<Studies[S]>[]>} In the order of the tasks.
 */
export async function studied(study, tasks, progress) {
  /** @type {ReturnType<Studies[S]>[]} */
  const results = new Array(tasks.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    const worker = new Worker(new URL('./study-worker.mjs', import.meta.url));
    try {
      for (let index = next++; index < tasks.length; index = next++) {
        results[index] = await answer(worker, { study, task: tasks[index] });
        progress(++done);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return results;
}

/** Rejects when the worker fails. @type {(worker: Worker, message: unknown) => Promise<any>} */
async function answer(worker, message) {
  const answered = once(worker, 'message');
  worker.postMessage(message);
  const [result] = await answered;
  return result;
}
