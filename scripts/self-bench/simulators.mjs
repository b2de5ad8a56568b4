import { figure } from './figures.mjs';
import { nodeScript, ns3, simPy } from './peers.mjs';
import { simulatedBy } from './queue-process.mjs';
import { median } from './statistics.mjs';

/** The engine of the model on an M/M/1 queue, beside general simulators and beside the least that a simulation can be. */

const JOBS = 1_000_000;
/** Simulated before and not counted, by the two in JavaScript: until then they are interpreted. */
const WARM_UP = 100_000;
/** Of the fast ones, in turn inside a round: each takes below a second. */
const BATCHES = 3;

const GROUP = `simulated jobs per second: M/M/1, utilisation 0.8, ${JOBS / 1e6} million jobs`;
const AIM = { rate: { above: 2e6 }, overNs3: { above: 1 } };

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {{ ours: number, cold: number, bare: number, ns3: number | null, simPy: number | null }} Rates Jobs per second. */

/** @type {(folders: import('./folder.mjs').Folders, rounds: number, say: (text: string) => void) => Figure[]} */
export function simulatorFigures(folders, rounds, say) {
  const peers = { ns3: ns3(folders), simPy: simPy() };
  const rates = [];
  for (let round = 1; round <= rounds; round++) {
    say(`simulators, round ${round} of ${rounds}`);
    rates.push(ratesOf(round, peers));
  }
  return [
    rate('ours', 'general engine, outcome with its path and percentiles', AIM.rate, rates, ({ ours }) => ours),
    rate('ours, from cold', 'the same without the warm-up: the first simulation of its process', null, rates, ({ cold }) => cold),
    rate('bare heap', 'a loop by hand in JavaScript that can nothing else, mean alone', null, rates, ({ bare }) => bare),
    peerRate('ns-3', 'C++: its event list and random variables, mean alone', peers.ns3, rates, (one) => one.ns3),
    peerRate('SimPy 3', 'Python: a process for each job, mean alone', peers.simPy, rates, (one) => one.simPy),
    ratio('ours ÷ bare heap', null, null, rates, ({ ours, bare }) => ours / bare),
    ratio('ours ÷ ns-3', AIM.overNs3, peers.ns3, rates, (one) => one.ours / (one.ns3 ?? Number.NaN)),
    ratio('ours ÷ SimPy 3', null, peers.simPy, rates, (one) => one.ours / (one.simPy ?? Number.NaN)),
  ];
}

/** @type {(seed: number, peers: { ns3: import('./peers.mjs').Peer, simPy: import('./peers.mjs').Peer }) => Rates} */
function ratesOf(seed, peers) {
  const ours = nodeScript('./mm1.mjs');
  const batches = Array.from({ length: BATCHES }, () => ({
    ours: jobsPerSecond(ours, seed, WARM_UP),
    bare: jobsPerSecond(nodeScript('./bare-heap.mjs'), seed, WARM_UP),
    ns3: peerJobsPerSecond(peers.ns3, seed),
    cold: jobsPerSecond(ours, seed, 0),
  }));
  return {
    ours: median(batches.map((batch) => batch.ours)),
    cold: median(batches.map((batch) => batch.cold)),
    bare: median(batches.map((batch) => batch.bare)),
    ns3: peers.ns3.status === 'missing' ? null : median(batches.map((batch) => batch.ns3 ?? Number.NaN)),
    simPy: peerJobsPerSecond(peers.simPy, seed),
  };
}

/** @type {(peer: import('./peers.mjs').Peer, seed: number) => number | null} */
function peerJobsPerSecond(peer, seed) {
  return peer.status === 'missing' ? null : jobsPerSecond(peer.command, seed);
}

/** @type {(command: readonly [string, ...string[]], seed: number, warmUp?: number) => number} */
function jobsPerSecond(command, seed, warmUp) {
  return JOBS / simulatedBy(command, JOBS, seed, warmUp).seconds;
}

/** @type {(name: string, how: string, aim: Figure['aim'], rates: readonly Rates[], of: (one: Rates) => number) => Figure} */
function rate(name, how, aim, rates, of) {
  return figure({ group: GROUP, name, unit: 'rate', how, aim }, rates.map(of));
}

/** @type {(name: string, how: string, peer: import('./peers.mjs').Peer, rates: readonly Rates[], of: (one: Rates) => number | null) => Figure} */
function peerRate(name, how, peer, rates, of) {
  const about = { group: GROUP, name, unit: /** @type {const} */ ('rate'), how, aim: null };
  return figure(about, peer.status === 'missing' ? peer : rates.map((one) => of(one) ?? Number.NaN));
}

/** @type {(name: string, aim: Figure['aim'], peer: import('./peers.mjs').Peer | null, rates: readonly Rates[], of: (one: Rates) => number) => Figure} */
function ratio(name, aim, peer, rates, of) {
  const about = { group: GROUP, name, unit: /** @type {const} */ ('ratio'), how: 'inside a round', aim };
  return figure(about, peer?.status === 'missing' ? peer : rates.map(of));
}
