import { claim } from './panels.mjs';
import { latencyPanel, POOLS, roomPanel } from './shared-dedicated-panels.mjs';
import { preset, simulated } from './simulations.mjs';
import { svgOf } from './vega-picture.mjs';

/** One pool for everything, one for the PCI devices, one for each: what somebody else's load does to reads in each. */

const NEIGHBOURS = [
  { device: 'pci', heading: 'Neighbour: another PCI device' },
  { device: 'disk', heading: 'Neighbour: a disk' },
];
const READS = [
  { read: '4 KiB', bytes: 4096, operations: 1500, range: [70, 125] },
  { read: '256 KiB', bytes: 256 * 1024, operations: 300, range: [240, 560] },
];

/** Latency of one thread: with more of them, waiting for the host hides the waiting for a lock. */
const GIGABITS = [1, 5, 10, 15, 20, 25, 30, 34, 37, 40, 42, 44, 46, 48, 50];
const PAGE = 4096;
const IN_FLIGHT = 256;
const DEVICE_NS = 100_000;

/** Room in the pool: large requests that stay long. */
const LARGE_BYTES = 252 * 1024;
const HELD_NS = 20_000_000;
const HELD = [1, 32, 64, 96, 128, 160, 192, 224, 240, 256, 264, 272, 280, 288, 304, 320];
const THREADS = 16;

const NAME = 'wsl-6.18-virtiofs-dedicated';

/** @returns {Promise<{ svg: string, finding: string }>} */
export async function sharedDedicatedPicture() {
  const latencies = (await simulated(latencyPoints())).map(({ meanNs, contendersPerSecond, ...point }) => {
    return { ...point, us: meanNs / 1000, gigabits: (contendersPerSecond * PAGE * 8) / 1e9, configuration: null };
  });
  const failures = (await simulated(roomPoints())).map(({ device, pool, mebibytes, failed, completed }) => {
    return { device, pool, mebibytes, failed: (failed / (failed + completed)) * 100 };
  });
  return { svg: await svgOf(specification(latencies, failures)), finding: findingOf(latencies, failures) };
}

function latencyPoints() {
  return NEIGHBOURS.flatMap(({ device }) =>
    READS.flatMap(({ read, bytes, operations }) =>
      POOLS.flatMap(({ pool, kind }) =>
        [0, ...GIGABITS]
          .filter((wanted) => !isBeyond(pool, bytes, wanted))
          .map((wanted) => {
            const run = { operations, warmUp: operations / 10, seed: 1 };
            const contenders = wanted === 0 ? [] : [pages(device, wanted)];
            return {
              device,
              read,
              pool,
              wanted,
              configuration: preset(NAME, { work: { bytes, clients: 1 }, pool: kind, run, contenders }),
            };
          }),
      ),
    ),
  );
}

/** Far above what the panel shows, and slow to simulate. */
function isBeyond(pool, bytes, gigabits) {
  return pool === 'dedicated' && bytes > PAGE && gigabits > 44;
}

/** From all processors, so that it meets every area of a pool that has several. */
function pages(device, gigabits) {
  const perSecond = (gigabits * 1e9) / 8 / PAGE;
  const thinkNs = Math.max(0, (IN_FLIGHT / perSecond) * 1e9 - DEVICE_NS);
  return { device, mappingBytes: PAGE, deviceNs: DEVICE_NS, load: { kind: 'closed', outstanding: IN_FLIGHT, thinkNs } };
}

function roomPoints() {
  return NEIGHBOURS.flatMap(({ device }) =>
    POOLS.flatMap(({ pool, kind }) =>
      HELD.map((outstanding) => {
        const load = { kind: 'closed', outstanding, thinkNs: 1_000_000 };
        const contenders = [{ device, mappingBytes: LARGE_BYTES, deviceNs: HELD_NS, load }];
        const work = { bytes: 256 * 1024, clients: THREADS, thinkNs: 2_000_000 };
        const run = { operations: 3000, warmUp: 400, seed: 1 };
        const mebibytes = (outstanding * LARGE_BYTES) / 1024 / 1024;
        return { device, pool, mebibytes, configuration: preset(NAME, { work, pool: kind, run, contenders }) };
      }),
    ),
  );
}

/** Of a large read, by pages of another PCI device. */
function slowdown(latencies, pool, gigabits) {
  const at = (wanted) =>
    latencies.find(
      (point) => point.device === 'pci' && point.pool === pool && point.read === '256 KiB' && point.wanted === wanted,
    ).us;
  return at(gigabits) / at(0) - 1;
}

function findingOf(latencies, failures) {
  const percent = (pool, gigabits) => `${(slowdown(latencies, pool, gigabits) * 100).toFixed(1)} %`;
  const first = failures.find(({ device, pool, failed }) => device === 'disk' && pool === 'shared' && failed > 0);
  return (
    `Up to 10 Gb/s of somebody else's pages no pool matters: they make a read of 256 KiB by one thread ${percent('dedicated', 10)} longer in WSL's dedicated ` +
    `pool and ${percent('shared', 10)} in one of 8 areas. At 40 Gb/s it is ${percent('dedicated', 40)} against ${percent('shared', 40)}, because the dedicated pool ` +
    'has one lock for all PCI devices, where the shared one has eight. What the dedicated pool gives is room: in the shared one reads begin ' +
    `to fail when a disk has ${Math.round(first.mebibytes)} MiB in flight, in the dedicated one none does.`
  );
}

function specification(latencies, failures) {
  return {
    title: {
      text: claim(
        'Dedicated pool: no disk can fill it, but a busy PCI device (over 20 Gb/s) slows its one lock',
        failures.every(({ device, pool, failed }) => device === 'pci' || pool === 'shared' || failed === 0) &&
          failures.some(({ device, pool, failed }) => device === 'disk' && pool === 'shared' && failed > 0) &&
          slowdown(latencies, 'dedicated', 20) > 0.03,
      ),
      subtitle: [
        'Shared: one pool of 8 areas, each with its lock, for everything. Dedicated: one area for all PCI devices (WSL from 2.8.9).',
        'Per device: one for each, which nobody has built. All have 64 MiB. Preset wsl-6.18-virtiofs-dedicated, one thread above, 16 below.',
      ],
    },
    spacing: { row: 16, column: 34 },
    columns: NEIGHBOURS.length,
    concat: [
      ...READS.flatMap((read, row) => NEIGHBOURS.map((neighbour) => latencyPanel(read, row, neighbour, latencies))),
      ...NEIGHBOURS.map((neighbour) => roomPanel(neighbour, failures)),
    ],
  };
}
