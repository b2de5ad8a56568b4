import { sibling } from '../core/workload.ts';
import type { Outcomes, TrialContext } from './trial-context.ts';

/** Before a cold sample, untimed. What it returns is the proof: pages of files in memory before and after. */
export async function dropGuestCaches({ agent, place }: TrialContext): Promise<{ before: Outcomes; failure: string | null }> {
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
