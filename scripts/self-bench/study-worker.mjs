import { parentPort } from 'node:worker_threads';
import { coverage } from './coverage.mjs';
import { nullAlarms } from './null-runs.mjs';
import { power } from './power.mjs';
import { falseVerdicts } from './verdicts.mjs';

/** One study of many, in a thread of its own. */

export const STUDIES = { falseVerdicts, nullAlarms, power, coverage };

parentPort?.on('message', ({ study, task }) => {
  parentPort?.postMessage(STUDIES[/** @type {keyof typeof STUDIES} */ (study)](task));
});
