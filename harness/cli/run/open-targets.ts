import type { Agent } from '../../run/agent-client.ts';
import { type OpenedTarget, openTarget } from '../../run/measured-target.ts';
import type { Disposer } from '../../system/disposer.ts';
import { thisProcess } from '../../system/owner.ts';
import type { RunUi } from './request.ts';
import type { Setup } from './setup.ts';

/**
 * Takes the sandboxes of all targets at once, and gives them back at once. Fills `opened` in the order of the targets, so that whoever
 * has to stop at once knows them. When one is refused, the others are given back too.
 */
export async function openTargets(
  opened: OpenedTarget[],
  setup: Setup,
  runId: string,
  earlierProcesses: number,
  held: Disposer,
  ui: RunUi,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    setup.targets.map((target, index) =>
      openTarget(target, setup.agents[index] as Agent, runId, thisProcess(), earlierProcesses + index + 1),
    ),
  );
  opened.push(...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
  held.defer(() => closeAll(opened));
  for (const { cleaned, target } of opened)
    if (cleaned.length > 0) ui.note(`removed what run ${cleaned.join(', ')} left in ${target.path}`);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function closeAll(opened: readonly OpenedTarget[]): Promise<void> {
  await Promise.all(opened.map((target) => target[Symbol.asyncDispose]()));
}
