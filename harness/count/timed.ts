import type { Counting } from '../core/counting.ts';
import { interrupts } from './interrupts.ts';
import { kernelLog } from './kernel-log.ts';
import { scheduler } from './scheduler.ts';
import { swiotlb } from './swiotlb.ts';

/** Several sources as one. They finish in the opposite order, so that the last one's interval holds the least of the others' reading. */
export function together(sources: readonly Counting[]): Counting {
  return {
    start(targetId) {
      for (const source of sources) source.start(targetId);
    },
    finish: () => sources.toReversed().flatMap((source) => source.finish()),
  };
}

/** What the kernel counts anyway: reading it between steps costs the steps nothing. */
export function timedCounting(): Counting & Disposable {
  const log = kernelLog();
  return { ...together([log, interrupts(), scheduler(), swiotlb()]), [Symbol.dispose]: () => log[Symbol.dispose]() };
}
