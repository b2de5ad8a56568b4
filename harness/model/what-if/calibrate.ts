import { kernelTraits } from '../path/kernel-traits.ts';
import type { ParameterName } from '../path/parameters.ts';
import { PARAMETERS } from '../path/parameters.ts';
import type { Parameters } from './configuration-for.ts';
import type { KnownCosts } from './known-costs.ts';
import type { MountFacts } from './mount-facts.ts';
import type { Split } from './split.ts';

/** Parts of one request, by where they are spent. */
const NEAR: readonly ParameterName[] = ['client', 'submit', 'completion', 'wakeUp', 'doorbell', 'interrupt'];
const SOCKET: readonly ParameterName[] = ['client', 'socketWrite', 'socketRead', 'wakeUp', 'doorbell', 'interrupt'];
const POOL: readonly ParameterName[] = ['descriptor', 'poolMap', 'poolUnmap'];

/** Pieces of a small request that are mapped: two headers, their arguments, the table of descriptors. */
const MAPPINGS_PER_REQUEST = 5;

/**
 * Parameters of the model that agree with what is known. What is known are sums; `split` says where in each sum the draw lies, and any
 * split fits the data as well as any other.
 */
export function calibrate(facts: MountFacts, known: KnownCosts, split: Split): Parameters {
  const near = facts.transport === '9p-socket' ? SOCKET : NEAR;
  const isBounced = facts.transport !== '9p-socket' && facts.pool.kind !== 'none';
  const request = Math.max(known.requestNs * split.requestFactor, 0);
  const dma = isBounced ? request * dmaShareOf(known, split, near) : 0;
  const far = Math.min(request - dma, request * farShareOf(known, split));
  const handsOver = facts.fileServer.handsOver;
  const farParts: readonly (readonly [ParameterName, number])[] = [
    ['serverRequest', far * (1 - split.hostShare) * (handsOver ? 0.5 : 1)],
    ['dispatch', handsOver ? far * (1 - split.hostShare) * 0.5 : 0],
    ['hostHit', far * split.hostShare],
  ];
  return {
    // A call that takes no time at all would let the simulation stand still.
    systemCall: exactly(Math.max(1, known.callNs)),
    component: exactly(known.componentNs),
    userCopy: exactly(known.copyNsPerByte),
    serverEntry: exactly(known.entryNs),
    ...Object.fromEntries(shared(near, request - dma - far, split)),
    ...Object.fromEntries(shared(POOL, dma / MAPPINGS_PER_REQUEST, split)),
    ...Object.fromEntries(farParts.map(([name, value]) => [name, { value, ...split.family }])),
    ...bytesOf(facts, known, split, isBounced),
  };
}

/** As large as in the table, relative to each other, each times what the draw says. */
function shared(names: readonly ParameterName[], totalNs: number, split: Split): [ParameterName, { value: number }][] {
  const weights = names.map((name) => PARAMETERS[name].value * split.weightOf(name));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return names.map((name, index) => [name, { value: sum === 0 ? 0 : (totalNs * (weights[index] as number)) / sum }]);
}

function dmaShareOf({ dmaShare }: KnownCosts, split: Split, near: readonly ParameterName[]): number {
  if (dmaShare !== null) return dmaShare;
  const pool = weighed(POOL, split) * MAPPINGS_PER_REQUEST;
  return pool / (pool + weighed([...near, 'serverRequest', 'hostHit'], split));
}

function weighed(names: readonly ParameterName[], split: Split): number {
  return names.reduce((sum, name) => sum + PARAMETERS[name].value * split.weightOf(name), 0);
}

/** The file server and its file system: what is done by one at a time cannot be more than what was seen away. */
function farShareOf({ serialShare, awayShare }: KnownCosts, split: Split): number {
  const serial = serialShare === null ? split.farShare : Math.min(1, serialShare);
  return Math.min(serial, awayShare ?? 1);
}

/**
 * While the pool is on, only 2·bounce + host is known of a read and bounce + host of a write; a kernel that copies back twice has 3. Below
 * the smaller of both bounds any bounce fits.
 */
function bytesOf({ kernel }: MountFacts, known: KnownCosts, split: Split, isBounced: boolean): Parameters {
  const read = known.readNsPerByte * split.byteFactor;
  const write = known.writeNsPerByte * split.byteFactor;
  const copies = 1 + kernelTraits(kernel).copiesBack;
  const bounds = [read / copies, write].filter((bound) => bound > 0);
  const most = bounds.length > 0 ? Math.min(...bounds) : 0;
  const seen = known.bounceNsPerByte;
  const bounce = isBounced ? Math.min(most, seen === null ? split.bounceShare * most : seen * split.byteFactor) : 0;
  const hostRead = Math.max(0, read - copies * bounce);
  const hostWrite = Math.max(0, write - bounce);
  return {
    bounceCopy: exactly(bounce),
    serverReadByte: exactly(hostRead * (1 - split.hostShare)),
    hostReadByte: exactly(hostRead * split.hostShare),
    serverWriteByte: exactly(hostWrite * (1 - split.hostShare)),
    hostWriteByte: exactly(hostWrite * split.hostShare),
    packet: exactly(0),
    receiveUnit: exactly(0),
  };
}

function exactly(value: number): { readonly value: number; readonly family: 'deterministic' } {
  return { value, family: 'deterministic' };
}
