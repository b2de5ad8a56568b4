/**
 * An M/M/1 queue through the general engine, in a process of its own:
 *
 *   node mm1.mjs JOBS SERVICE_NS INTERARRIVAL_NS SEED WARM_UP    prints {"seconds", "meanNs", "peakBytes", "heapBytes"}
 *
 * WARM_UP jobs are simulated before and not counted: until then much of the engine is not compiled. 0: everything counts.
 */
import { simulate } from '../../dist/harness/model/engine/simulate.js';

const [operations = 0, serviceNs = 0, interarrivalNs = 0, seed = 0, warmUp = 0] = process.argv.slice(2).map(Number);

/** @type {import('../../harness/model/engine/network.ts').Network} */
const network = {
  stations: [{ kind: 'queue', name: 'server', servers: 1, handoverNs: 0 }],
  classes: [
    {
      name: 'job',
      population: { kind: 'open', interarrival: { family: 'exponential', meanNs: interarrivalNs } },
      programs: [
        [
          {
            kind: 'serve',
            at: 'server',
            row: 'server',
            time: { family: 'exponential', meanNs: serviceNs },
            unlessBusy: null,
          },
        ],
      ],
    },
  ],
};

if (warmUp > 0) simulate(network, { operations: warmUp, warmUp: 0, seed: seed + 1 });
const started = performance.now();
const outcome = simulate(network, { operations, warmUp: 0, seed });
const seconds = (performance.now() - started) / 1000;
const { heapUsed, arrayBuffers } = process.memoryUsage();
process.stdout.write(
  JSON.stringify({
    seconds,
    meanNs: outcome.classes[0].meanNs,
    peakBytes: 1024 * process.resourceUsage().maxRSS,
    heapBytes: heapUsed + arrayBuffers,
  }),
);
