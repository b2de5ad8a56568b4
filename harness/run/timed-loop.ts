import { Bench } from 'tinybench';
import { errorCode, errorText } from '../core/errors.ts';
import type { PreparedLoop } from '../core/workload.ts';
import { monotonicNs } from '../system/clock.ts';

export interface TimedLoop {
  /** Of the first call and of the last one's end, CLOCK_MONOTONIC: tinybench's own start is left out. Both null when nothing was called. */
  readonly startedNs: number | null;
  readonly endedNs: number | null;
  /** Calls without a gap between them, save those that failed: when the first one began, and how many succeeded. */
  readonly stretches: readonly { readonly startedNs: number; readonly calls: number }[];
  readonly latencies: Float64Array;
  readonly failures: Readonly<Record<string, number>>;
  readonly firstFailure: string | null;
}

/** Calls between two of tinybench's own steps, which cost about half a microsecond each: spread thin here, huge per call. */
const CALLS_PER_ITERATION = 1024;

/** A loop in which everything fails says nothing after the first few: stop, so that a dead target does not cost minutes. */
const FAILURES_BEFORE_STOP = 100;

/** Told when the first call is about to begin and when the last one has ended, with nothing of tinybench's own in between but a microsecond. */
export interface Around {
  begin(): void;
  end(): void;
}

const NOBODY: Around = { begin() {}, end() {} };

/**
 * The one adapter of tinybench: it drives the iterations, each of which makes up to 1,024 calls and hands over the time that it
 * measured itself (`overriddenDuration`). One reading of the clock per call: the end of a call is the start of the next.
 */
export function timeLoop(loop: PreparedLoop, around = NOBODY): TimedLoop {
  const latencies = new Float64Array(loop.operations);
  const failures: Record<string, number> = {};
  let firstFailure: string | null = null;
  let kept = 0;
  let failed = 0;
  let index = 0;
  const zeroNs = zeroOfPerformanceClock();
  const stretches: { startedNs: number; calls: number }[] = [];
  let endedNs: number | null = null;

  const iteration = (): { overriddenDuration: number } => {
    const end = Math.min(index + CALLS_PER_ITERATION, loop.operations);
    const keptBefore = kept;
    if (index === 0) around.begin();
    const started = performance.now();
    let previous = started;
    for (; index < end; index++) {
      try {
        loop.run(index);
      } catch (error) {
        const code = errorCode(error) ?? 'UNKNOWN';
        failures[code] = (failures[code] ?? 0) + 1;
        firstFailure ??= errorText(error);
        if (++failed === FAILURES_BEFORE_STOP) index = loop.operations;
        previous = performance.now();
        continue;
      }
      const now = performance.now();
      latencies[kept++] = (now - previous) * 1e6;
      previous = now;
    }
    if (index >= loop.operations) around.end();
    stretches.push({ startedNs: zeroNs + started * 1e6, calls: kept - keptBefore });
    endedNs = zeroNs + previous * 1e6;
    return { overriddenDuration: previous - started };
  };

  const iterations = Math.ceil(loop.operations / CALLS_PER_ITERATION);
  if (iterations > 0) {
    const bench = new Bench({ iterations, time: 0, warmup: false, throws: true });
    // `async: false`: tinybench would otherwise call the function once more to find out, and counts have to be exact.
    bench.add('calls', iteration, { async: false });
    bench.runSync();
  }
  const startedNs = stretches[0]?.startedNs ?? null;
  return { startedNs, endedNs, stretches, latencies: latencies.subarray(0, kept), failures, firstFailure };
}

const READINGS = 5;

/** When performance.now() was 0 by CLOCK_MONOTONIC: from the closest of a few readings of both clocks. */
function zeroOfPerformanceClock(): number {
  let zeroNs = 0;
  let closest = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < READINGS; reading++) {
    const before = performance.now();
    const ns = monotonicNs();
    const after = performance.now();
    if (after - before >= closest) continue;
    closest = after - before;
    zeroNs = ns - ((before + after) / 2) * 1e6;
  }
  return zeroNs;
}
