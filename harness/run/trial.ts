import type { CacheMode } from '../core/cache-state.ts';
import type { Measurement } from '../core/measurement.ts';
import type { Metric } from '../core/sample.ts';
import {
  type CheckStep,
  type CommandStep,
  type LoopStep,
  type Place,
  type Step,
  sibling,
  type TaskStep,
} from '../core/workload.ts';
import { nowUtc } from '../system/clock.ts';
import { type Programs, resolveCommand } from '../system/programs.ts';
import { sumOfUsage } from '../system/thread-usage.ts';
import type { Timing } from '../system/timed-command.ts';
import type { Agent, Ended } from './agent-client.ts';
import type { LoopShare, TimedCommand } from './agent-protocol.ts';

/** Everything that the steps of one trial need. */
export interface TrialContext {
  readonly agent: Agent;
  readonly worker: URL;
  readonly place: Place;
  readonly cache: CacheMode;
  readonly programs: Programs;
  readonly timing: Timing;
  /** Called with each measurement before the next step starts. */
  readonly onMeasurement: (measurement: Measurement) => void;
  /** Samples of these phases turned out to be wrong. */
  readonly onWrong: (phases: readonly string[], message: string) => void;
  /** Asked between steps: true ends the trial there. */
  readonly isStopped: () => boolean;
}

export type TrialEnd =
  | { readonly status: 'ok'; readonly measuredNs: number }
  | { readonly status: 'stopped'; readonly measuredNs: number }
  | {
      readonly status: 'failed' | 'hung';
      readonly measuredNs: number;
      readonly phase: string | null;
      readonly reason: string;
      readonly message: string;
    };

/** Carries out the steps in order. Ends at the first one that fails, because what follows builds on it; a failed check does not end it. */
export async function runSteps(steps: readonly Step[], context: TrialContext): Promise<TrialEnd> {
  let measuredNs = 0;
  for (const step of steps) {
    if (context.isStopped()) return { status: 'stopped', measuredNs };
    const end = await runStep(step, context);
    measuredNs += end.measuredNs;
    if (end.status !== 'ok') return { ...end, measuredNs };
  }
  return { status: 'ok', measuredNs };
}

async function runStep(step: Step, context: TrialContext): Promise<TrialEnd> {
  switch (step.kind) {
    case 'loop':
    case 'command': {
      const cold = context.cache === 'cold' ? await dropGuestCaches(context) : { before: {}, failure: null };
      if (cold.failure !== null)
        return { status: 'failed', measuredNs: 0, phase: step.phase, reason: 'no-result', message: cold.failure };
      return step.kind === 'loop' ? measureLoop(step, cold.before, context) : measureCommand(step, cold.before, context);
    }
    case 'task':
      return runTask(step, context);
    case 'check':
      return runCheck(step, context);
  }
}

type Outcomes = Readonly<Record<string, number>>;

async function dropGuestCaches({ agent, place }: TrialContext): Promise<{ before: Outcomes; failure: string | null }> {
  const dropped = await agent.task({
    module: sibling(import.meta.url, 'target-tasks').href,
    task: 'dropCaches',
    args: { path: place.directory },
  });
  if (dropped.status !== 'ok') return { before: {}, failure: dropped.status === 'hung' ? dropped.evidence : dropped.message };
  const { before, after } = dropped.value as { before: number | null; after: number | null };
  return {
    before: before === null || after === null ? {} : { 'file-pages-before-drop': before, 'file-pages-after-drop': after },
    failure: null,
  };
}

async function measureLoop(step: LoopStep, before: Outcomes, context: TrialContext): Promise<TrialEnd> {
  const startedAt = nowUtc();
  const { phase, operation, concurrency } = step;
  const ended = await context.agent.loop({ module: context.worker.href, loop: step.loop, args: step.args, concurrency });
  const common = { phase, operation, primary: 'latency', concurrency, startedAt } as const;
  if (ended.status !== 'ok') return unmeasured(ended, common, context);
  const shares = ended.value;
  const latencies = joined(shares);
  const failures = counted(shares.map((share) => share.failures));
  const elapsed =
    shares.length === 0 ? 0 : Math.max(...shares.map((s) => s.endedNs)) - Math.min(...shares.map((s) => s.startedNs));
  const worst = Object.entries(failures).sort((a, b) => b[1] - a[1])[0];
  const invalidReason = worst !== undefined ? `errno:${worst[0]}` : latencies.length === 0 ? 'no-result' : null;
  const usage = sumOfUsage(shares.map((share) => share.usage));
  const outcomes = { ...before, ...counted([...shares.map((share) => share.outcomes), prefixed('failed-', failures)]) };
  context.onMeasurement({
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
  });
  if (invalidReason === null) return { status: 'ok', measuredNs: elapsed };
  const message = shares.find((share) => share.firstFailure !== null)?.firstFailure ?? 'no operation was made';
  return { status: 'failed', measuredNs: elapsed, phase, reason: invalidReason, message };
}

async function measureCommand(step: CommandStep, before: Outcomes, context: TrialContext): Promise<TrialEnd> {
  const startedAt = nowUtc();
  const { phase, operation } = step;
  const command = resolveCommand(step.command, context.programs, context.place.scratch);
  const ended = await context.agent.command({ command, timing: context.timing, syncAfter: context.place.directory });
  const common = { phase, operation, primary: 'elapsed', concurrency: 1, startedAt } as const;
  if (ended.status !== 'ok') return unmeasured(ended, common, context);
  const result = ended.value;
  const invalidReason = result.exitCode === 0 ? null : `exit:${result.signal ?? result.exitCode}`;
  const { usage } = result;
  context.onMeasurement({
    ...common,
    operations: 1,
    values: withoutNull({
      elapsed: result.wallNs,
      elapsed_synced: result.syncNs === null ? null : result.wallNs + result.syncNs,
      user: usage?.userNs ?? null,
      system: usage?.systemNs ?? null,
      peak_memory: usage?.peakMemoryBytes ?? null,
      voluntary_switches: usage?.voluntarySwitches ?? null,
      involuntary_switches: usage?.involuntarySwitches ?? null,
    }),
    invalidReason,
    latencies: null,
    outcomes: before,
  });
  if (invalidReason === null) return { status: 'ok', measuredNs: result.wallNs };
  return { status: 'failed', measuredNs: result.wallNs, phase, reason: invalidReason, message: lastLines(result) };
}

async function runTask(step: TaskStep, context: TrialContext): Promise<TrialEnd> {
  const ended = await context.agent.task({ module: context.worker.href, task: step.task, args: step.args });
  if (ended.status === 'ok') return { status: 'ok', measuredNs: 0 };
  return notOk(ended, step.checks, `task ${step.task}`, context);
}

async function runCheck(step: CheckStep, context: TrialContext): Promise<TrialEnd> {
  const command = resolveCommand(step.command, context.programs, context.place.scratch);
  const ended = await context.agent.command({ command, timing: context.timing, syncAfter: null });
  const name = [step.command.program, ...step.command.args].join(' ');
  if (ended.status !== 'ok') return notOk(ended, step.checks, name, context);
  const printed = ended.value.stdout.trim();
  if (ended.value.exitCode === 0 && printed === step.stdout) return { status: 'ok', measuredNs: 0 };
  const message =
    ended.value.exitCode === 0
      ? `${name} printed ${JSON.stringify(printed.slice(0, 200))}, expected ${JSON.stringify(step.stdout)}`
      : `${name} failed: ${lastLines(ended.value)}`;
  return notOk({ status: 'failed', message, code: null, complaint: null }, step.checks, name, context);
}

/** A failed check spoils the phases that it checks; a failed preparation spoils the trial. */
function notOk(
  ended: Exclude<Ended<unknown>, { status: 'ok' }>,
  checks: readonly string[],
  what: string,
  context: TrialContext,
): TrialEnd {
  if (ended.status === 'hung')
    return { status: 'hung', measuredNs: 0, phase: null, reason: 'hung', message: `${what}: ${ended.evidence}` };
  if (checks.length > 0) {
    context.onWrong(checks, ended.message);
    return { status: 'ok', measuredNs: 0 };
  }
  return {
    status: 'failed',
    measuredNs: 0,
    phase: null,
    reason: ended.code === null ? 'no-result' : `errno:${ended.code}`,
    message: `${what}: ${ended.message}`,
  };
}

type Identity = Pick<Measurement, 'phase' | 'operation' | 'primary' | 'concurrency' | 'startedAt'>;

function unmeasured(ended: Exclude<Ended<unknown>, { status: 'ok' }>, identity: Identity, context: TrialContext): TrialEnd {
  const reason = ended.status === 'hung' ? 'hung' : ended.code === null ? 'no-result' : `errno:${ended.code}`;
  context.onMeasurement({ ...identity, operations: 0, values: {}, invalidReason: reason, latencies: null, outcomes: {} });
  const message = ended.status === 'hung' ? ended.evidence : ended.message;
  return { status: ended.status, measuredNs: 0, phase: identity.phase, reason, message };
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

function counted(parts: readonly Outcomes[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const part of parts) for (const [name, count] of Object.entries(part)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function prefixed(prefix: string, counts: Outcomes): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, count]));
}

function withoutNull(values: Partial<Record<Metric, number | null>>): Partial<Record<Metric, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function lastLines(result: TimedCommand): string {
  const text = result.stderr.trim() || result.stdout.trim();
  return text === '' ? 'no message' : text.split('\n').slice(-5).join('\n');
}
