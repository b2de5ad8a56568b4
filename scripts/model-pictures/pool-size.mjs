import { claim } from './panels.mjs';
import { highWater, latencies, SLOTS, shares, THREADS } from './pool-size-panels.mjs';
import { preset, simulated } from './simulations.mjs';
import { svgOf } from './vega-picture.mjs';

/** How large a pool must be, and what each kernel makes of one that is too small. */

const BYTES = 256 * 1024;
const THINK_MS = 2;
/** A network card with packets in flight, which take two slots each. */
const PACKETS = 32;
const NETWORK = {
  device: 'pci',
  mappingBytes: 4096,
  deviceNs: 1_000_000,
  load: { kind: 'closed', outstanding: PACKETS },
};
const KERNELS = { fails: 'wsl-6.18-virtiofs-dedicated', parks: 'what-if-6.6-virtiofs-dedicated' };
/** Whose latencies are shown. */
const SHOWN_THREADS = 32;

/** @returns {Promise<{ svg: string, finding: string }>} */
export async function poolSizePicture() {
  const points = await simulated(
    Object.entries(KERNELS).flatMap(([kernel, name]) =>
      THREADS.flatMap(({ threads }) =>
        SLOTS.map((slots) => {
          const pool = { kind: 'hv-pci-one-area', slots };
          const work = { bytes: BYTES, clients: threads, thinkNs: THINK_MS * 1e6 };
          const run = { operations: 4000, warmUp: 400, seed: 1 };
          return { kernel, threads, slots, configuration: preset(name, { work, pool, run, contenders: [NETWORK] }) };
        }),
      ),
    ),
  );
  const curves = points.map(({ kernel, threads, slots, failed, completed, parked, p50Ns, p999Ns, poolHighWaterSlots }) => ({
    kernel,
    threads,
    slots,
    failed: (failed / (failed + completed)) * 100,
    parked: (parked / (failed + completed)) * 100,
    medianMs: p50Ns === null ? null : p50Ns / 1e6,
    tailMs: p999Ns === null ? null : p999Ns / 1e6,
    highWater: poolHighWaterSlots,
  }));
  return { svg: await svgOf(specification(curves)), finding: findingOf(curves) };
}

function findingOf(curves) {
  const at = (kernel, threads, slots) =>
    curves.find((point) => point.kernel === kernel && point.threads === threads && point.slots === slots);
  const [small, large] = [at('parks', SHOWN_THREADS, 1024), at('parks', SHOWN_THREADS, 32_768)];
  const failing = at('fails', SHOWN_THREADS, 1024);
  return (
    `A read of 256 KiB in flight holds 132 slots, so WSL's 32 768 are never more than ` +
    `${Math.round((at('fails', 64, 32_768).highWater / 32_768) * 100)} % used by 64 threads on one queue. A pool of 2 MiB is too small for ` +
    `${SHOWN_THREADS}: from 6.11 on ${Math.round(failing.failed)} % of the reads fail at once; up to 6.10 none does, ` +
    `${small.parked.toFixed(1)} % are parked, the median falls from ${large.medianMs.toFixed(1)} to ${small.medianMs.toFixed(1)} ms and ` +
    `the 99.9th percentile rises from ${large.tailMs.toFixed(1)} to ${Math.round(small.tailMs)} ms.`
  );
}

function specification(curves) {
  const failing = curves.filter(({ kernel }) => kernel === 'fails');
  const parking = curves.filter(({ kernel }) => kernel === 'parks');
  return {
    title: {
      text: claim(
        'Too small a pool: new kernels fail reads, old ones park them; 64 MiB is enough for 64 threads',
        curves.some(({ failed }) => failed > 0) &&
          curves.some(({ parked }) => parked > 0) &&
          curves.every(({ slots, failed, parked }) => slots < SLOTS.at(-1) || failed + parked === 0),
      ),
      subtitle: [
        `Threads read 256 KiB (132 slots each) and think for ${THINK_MS} ms, on one queue; beside them ${PACKETS} network packets of 4 KiB in flight.`,
        'Simulated with the presets wsl-6.18-virtiofs-dedicated and what-if-6.6-virtiofs-dedicated, the pool changed.',
      ],
    },
    spacing: { row: 16, column: 34 },
    columns: 2,
    concat: [
      shares('Linux from 6.11 on: reads that fail', 'failed', failing),
      shares('Linux up to 6.10: reads parked until a timer', 'parked', parking),
      highWater(failing),
      latencies(
        parking.filter(({ threads }) => threads === SHOWN_THREADS),
        SHOWN_THREADS,
      ),
    ],
  };
}
