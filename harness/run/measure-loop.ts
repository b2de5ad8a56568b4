import type { ThreadCalls } from '../core/counting.ts';
import type { Measurement } from '../core/measurement.ts';
import type { LoopStep } from '../core/workload.ts';
import { sumOfUsage } from '../system/thread-usage.ts';
import type { LoopShare } from './agent-protocol.ts';
import { countedLoop, type Outcomes, type TrialContext, type TrialEnd, unmeasured, withoutNull } from './trial-context.ts';

/** Many calls in worker threads. One failed call makes the sample invalid: what is left is not the work that was asked for. */
export async function measureLoop(step: LoopStep, before: Outcomes, context: TrialContext): Promise<TrialEnd> {
  const { phase, operation, concurrency } = step;
  const work = { module: context.worker.href, loop: step.loop, args: step.args, concurrency };
  const { startedAt, ended, counts } = await countedLoop(context, (marker) => context.agent.loop(work, marker), callsOf);
  const common = { phase, operation, primary: 'latency', concurrency, startedAt } as const;
  if (ended.status !== 'ok') return unmeasured(ended, common, counts, context);
  const shares = ended.value;
  const latencies = joined(shares);
  const failures = summed(shares.map((share) => share.failures));
  const elapsed = spanOf(shares);
  const worst = Object.entries(failures).sort((a, b) => b[1] - a[1])[0];
  const invalidReason = worst !== undefined ? `errno:${worst[0]}` : latencies.length === 0 ? 'no-result' : null;
  const usage = sumOfUsage(shares.map((share) => share.usage));
  const outcomes = { ...before, ...summed([...shares.map((share) => share.outcomes), prefixed('failed-', failures)]) };
  const measurement: Measurement = {
    ...common,
    operations: latencies.length,
    values:
      latencies.length === 0
        ? {}
        : withoutNull({
            latency: mean(latencies),
            elapsed,
            cpu: usage.cpuNs,
            runqueue: usage.runqueueNs,
            voluntary_switches: usage.voluntarySwitches,
            involuntary_switches: usage.involuntarySwitches,
          }),
    invalidReason,
    latencies,
    outcomes,
  };
  context.onMeasurement(measurement, counts);
  if (invalidReason === null) return { status: 'ok', measuredNs: elapsed };
  const message = shares.find((share) => share.firstFailure !== null)?.firstFailure ?? 'no operation was made';
  return { status: 'failed', measuredNs: elapsed, phase, reason: invalidReason, message };
}

function callsOf(shares: readonly LoopShare[]): ThreadCalls[] {
  return shares.map(({ thread, stretches, latencies, failures }) => {
    return { thread, stretches, latencies, failed: Object.values(failures).reduce((sum, count) => sum + count, 0) };
  });
}

/** From the first start to the last end, over all threads. */
function spanOf(shares: readonly LoopShare[]): number {
  const starts = shares.flatMap(({ startedNs }) => startedNs ?? []);
  const ends = shares.flatMap(({ endedNs }) => endedNs ?? []);
  return starts.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts);
}

function joined(shares: readonly LoopShare[]): Float64Array {
  const all = new Float64Array(shares.reduce((sum, share) => sum + share.latencies.length, 0));
  let at = 0;
  for (const share of shares) {
    all.set(share.latencies, at);
    at += share.latencies.length;
  }
  return all;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function summed(parts: readonly Outcomes[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const part of parts) for (const [name, count] of Object.entries(part)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function prefixed(prefix: string, counts: Outcomes): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, count]));
}
