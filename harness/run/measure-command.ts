import type { Measurement } from '../core/measurement.ts';
import type { CommandStep } from '../core/workload.ts';
import { resolveCommand } from '../system/programs.ts';
import type { TimedCommand } from './agent-protocol.ts';
import { counted, type Outcomes, type TrialContext, type TrialEnd, unmeasured, withoutNull } from './trial-context.ts';

/** One child process as a whole. */
export async function measureCommand(step: CommandStep, before: Outcomes, context: TrialContext): Promise<TrialEnd> {
  const { phase, operation } = step;
  const command = resolveCommand(step.command, context.programs, context.place.scratch);
  const work = { command, timing: context.timing, syncAfter: context.place.directory };
  const { startedAt, ended, counts } = await counted(context, () => context.agent.command(work));
  const common = { phase, operation, primary: 'elapsed', concurrency: 1, startedAt } as const;
  if (ended.status !== 'ok') return unmeasured(ended, common, counts, context);
  const result = ended.value;
  const invalidReason = result.exitCode === 0 ? null : `exit:${result.signal ?? result.exitCode}`;
  const { usage } = result;
  const measurement: Measurement = {
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
  };
  context.onMeasurement(measurement, counts);
  const measuredNs = result.wallNs + (result.syncNs ?? 0);
  if (invalidReason === null) return { status: 'ok', measuredNs };
  return { status: 'failed', measuredNs, phase, reason: invalidReason, message: lastLines(result) };
}

/** The end of what a failed command said. */
export function lastLines(result: TimedCommand): string {
  const text = result.stderr.trim() || result.stdout.trim();
  return text === '' ? 'no message' : text.split('\n').slice(-5).join('\n');
}
