import type { CheckStep, Step, TaskStep } from '../core/workload.ts';
import { resolveCommand } from '../system/programs.ts';
import type { Ended } from './agent-client.ts';
import { dropGuestCaches } from './drop-guest-caches.ts';
import { lastLines, measureCommand } from './measure-command.ts';
import { measureLoop } from './measure-loop.ts';
import type { TrialContext, TrialEnd } from './trial-context.ts';

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
