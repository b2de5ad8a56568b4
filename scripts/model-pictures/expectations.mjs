import { footprint } from '../../dist/harness/model/path/mappings.js';
import { callsOf, mappingsOf } from '../../dist/harness/model/path/requests.js';
import { simulateConfiguration } from '../../dist/harness/model/sweep/simulate-configuration.js';
import { code, table } from './markdown.mjs';
import { preset } from './simulations.mjs';

/** What was expected before anybody measured on WSL, beside what the model gives. */

const KIB = 1024;
const DEDICATED = 'wsl-6.18-virtiofs-dedicated';
const FOUR_QUEUES = 'wsl-6.18-virtiofs-four-queues';
const LARGE = { bytes: 256 * KIB, clients: 1 };
/** Five gigabits a second in pages. */
const NETWORK = { device: 'pci', mappingBytes: 4096, deviceNs: 20_000, load: { kind: 'open', perSecond: 5e9 / 8 / 4096 } };

export function expectationTable() {
  return table(['quantity', 'expected', 'the model gives', 'of'], [...shares(), ...locks(), ...room(), ...levers()]);
}

function run(name, work, others = {}, operations = 2000) {
  return simulateConfiguration(preset(name, { work, run: { operations, warmUp: 200, seed: 1 }, ...others }));
}

function dmaOf({ layers, latency }) {
  const { waitingNs, serviceNs, share } = layers.find(({ layer }) => layer === 'dma');
  return { us: (waitingNs + serviceNs) / 1000, share, of: latency.meanNs / 1000 };
}

function shares() {
  const [small, large, metadata] = [{ clients: 1 }, LARGE, { operation: 'fstat', bytes: 0, clients: 1 }].map((work) =>
    dmaOf(run(DEDICATED, work)),
  );
  const one = `${code(DEDICATED)}, 1 thread`;
  return [
    ['all DMA, read of 4 KiB', '< 3 %', percent(small.share), one],
    [
      'all DMA, read of 256 KiB',
      '10 to 20 %, 60 to 70 of 300 to 600 µs',
      `${percent(large.share)}, ${large.us.toFixed(0)} of ${large.of.toFixed(0)} µs`,
      one,
    ],
    [
      'all DMA, a request without data',
      '0.8 of 160 to 400 µs, 0.2 to 0.5 %',
      `${metadata.us.toFixed(2)} of ${metadata.of.toFixed(0)} µs, ${percent(metadata.share)}`,
      `${one}, fstat`,
    ],
  ];
}

function locks() {
  const busy = run(FOUR_QUEUES, { clients: 16 }, {}, 10_000);
  const lock = (simulated) => simulated.stations.find(({ station }) => station === 'pool-hv-pci lock 0');
  const alone = run(DEDICATED, LARGE, {}, 1000);
  const beside = run(DEDICATED, LARGE, { contenders: [NETWORK] }, 1000);
  const extraUs = (beside.latency.meanNs - alone.latency.meanNs) / 1000;
  const shared = run('wsl-6.18-virtiofs-shared', { clients: 8 });
  const dedicated = run(DEDICATED, { clients: 8 });
  const folio = preset(DEDICATED, { work: { ...LARGE, folioBytes: 64 * KIB } });
  const [request] = callsOf(folio)[0].requests;
  return [
    [
      'lock of the pool busy, 40 k reads of 4 KiB a second',
      '3 to 4 %',
      percent(lock(busy).utilisation),
      `${code(FOUR_QUEUES)}, 16 threads: ${Math.round(busy.throughputPerSecond)}/s`,
    ],
    [
      '5 Gb/s of network beside it: lock busy',
      '2 to 9 %',
      percent(lock(beside).utilisation),
      `${code(DEDICATED)}, 1 thread, 256 KiB`,
    ],
    [
      'the same: a read of 256 KiB longer by',
      '< 1 %, 2 µs',
      `${percent(extraUs / (alone.latency.meanNs / 1000))}, ${extraUs.toFixed(1)} µs`,
      'the same',
    ],
    [
      'shared against dedicated pool, ordinary work',
      'no difference',
      percent(dedicated.latency.meanNs / shared.latency.meanNs - 1),
      '8 threads, 4 KiB',
    ],
    [
      'lock taken by a read of 256 KiB, folios',
      '136 becomes 10 to 40',
      String(footprint(mappingsOf(folio, request), 1).lockAcquisitions),
      'folios of 64 KiB',
    ],
  ];
}

function room() {
  const tight = run(FOUR_QUEUES, { ...LARGE, clients: 32 }, { pool: { kind: 'hv-pci-one-area', slots: 2048 } }, 1000);
  const failed = tight.failed / (tight.failed + tight.completed);
  return [
    ['pool of 4 MiB, 32 reads of 256 KiB at once', 'a difference', `${percent(failed)} fail`, code(FOUR_QUEUES)],
    [
      '64 MiB: reads of 256 KiB at once of which one fails',
      'from 248 on',
      `${firstThatFails(DEDICATED)}`,
      `${code(DEDICATED)}, one queue`,
    ],
    ['the same', 'from 248 on', `${firstThatFails(FOUR_QUEUES)}`, `${code(FOUR_QUEUES)}; sooner, see below`],
  ];
}

/** Between a population that surely fits and one that surely does not. */
function firstThatFails(name) {
  let [fits, fails] = [128, 256];
  while (fails - fits > 1) {
    const clients = Math.floor((fits + fails) / 2);
    if (run(name, { ...LARGE, clients }, {}, 2000).failed === 0) fits = clients;
    else fails = clients;
  }
  return fails;
}

function levers() {
  const [one, four] = [DEDICATED, FOUR_QUEUES].map((name) => run(name, { clients: 16 }, {}, 10_000).throughputPerSecond);
  return [
    [
      'four queues for one, reads of 4 KiB',
      '+56 % (published)',
      `+${percent(four / one - 1)}`,
      '16 threads; the host is fitted on this, so it proves nothing',
    ],
  ];
}

function percent(share) {
  return `${(share * 100).toFixed(Math.abs(share) < 0.1 ? 2 : 0)} %`;
}
