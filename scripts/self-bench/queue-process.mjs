import { spawnSync } from 'node:child_process';

/** One simulation of an M/M/1 queue in a process of its own, and whether it was one. */

const SERVICE_NS = 1000;
const UTILISATION = 0.8;
const THEORY_NS = SERVICE_NS / (1 - UTILISATION);
/** The standard error of the mean is 8.9 / √jobs of it (variance of waits of M/M/1, correlated): 5 % of a million jobs are more than five. */
const TOLERANCE = 50;

/** @typedef {{ readonly seconds: number, readonly meanNs: number, readonly peakBytes?: number, readonly heapBytes?: number }} Simulated */

/** @type {(command: readonly [string, ...string[]], jobs: number, seed: number, warmUp?: number) => Simulated} */
export function simulatedBy([program, ...args], jobs, seed, warmUp) {
  const numbers = [jobs, SERVICE_NS, SERVICE_NS / UTILISATION, seed, ...(warmUp === undefined ? [] : [warmUp])];
  const { status, stdout, stderr, error } = spawnSync(program, [...args, ...numbers.map(String)], { encoding: 'utf8' });
  const name = [program, ...args].join(' ');
  if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr.trim()}`);
  const simulated = JSON.parse(stdout);
  if (!(Math.abs(simulated.meanNs / THEORY_NS - 1) <= TOLERANCE / Math.sqrt(jobs)))
    throw new Error(`${name} found a mean response time of ${simulated.meanNs} ns, M/M/1 has ${THEORY_NS.toFixed(0)} ns`);
  return simulated;
}
