import type { ObservedMount } from '../../attribute/ports.ts';
import type { WorkSequence } from '../../model/what-if/latency.ts';
import type { Work } from '../../model/what-if/mount-facts.ts';

/** An operation that what-ifs speak of, and what the model simulates for it. */
interface Simulated {
  /** Label of the probe. */
  readonly operation: string;
  readonly works: WorkSequence;
}

const ONE = { bytes: 0, entries: 0, directories: 0, clients: 1, sameFile: false } as const;
const KIB = 1024;
const THREADS = 8;

/** Names, opening, data small and large, and several threads, which is what queues are for. */
export function representatives(above: number): readonly Simulated[] {
  const read = (bytes: number, clients = 1): WorkSequence => [{ work: { ...ONE, operation: 'read', bytes, clients }, times: 1 }];
  return [
    { operation: 'stat.d3', works: [once({ operation: 'stat', directories: above + 3 })] },
    { operation: 'open-close', works: [once({ operation: 'open', directories: above }), once({ operation: 'close' })] },
    { operation: 'read.4k', works: read(4 * KIB) },
    { operation: 'read.256k', works: read(256 * KIB) },
    { operation: 'write.256k', works: [once({ operation: 'write', bytes: 256 * KIB })] },
    { operation: `read.4k.distinct.c${THREADS}`, works: read(4 * KIB, THREADS) },
  ];
}

function once(work: Pick<Work, 'operation'> & Partial<Work>): WorkSequence[number] {
  return { work: { ...ONE, ...work }, times: 1 };
}

/** Directories between the mount point and the probe's own, by the path of a call that the probe describes. */
export function directoriesAbove({ cells }: ObservedMount): number {
  const shallow = cells.find(({ cell, probe }) => probe !== null && cell.operation === 'stat.d0')?.probe;
  return Math.max(0, (shallow?.components ?? 1) - 1);
}
