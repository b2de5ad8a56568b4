import { sibling } from '../core/workload.ts';
import type { Outcomes, TrialContext } from './trial-context.ts';

/** Before a cold sample, untimed. What it returns is the proof, as sums over the drops: pages of files that went, and that stayed. */
export async function dropGuestCaches({ agent, place }: TrialContext): Promise<{ before: Outcomes; failure: string | null }> {
  const dropped = await agent.task({
    module: sibling(import.meta.url, 'target-tasks').href,
    task: 'dropCaches',
    args: { path: place.directory },
  });
  if (dropped.status !== 'ok') return { before: {}, failure: dropped.status === 'hung' ? dropped.evidence : dropped.message };
  const { before, after } = dropped.value as { before: number | null; after: number | null };
  return {
    before:
      before === null || after === null
        ? {}
        : { 'cache-drops': 1, 'file-pages-dropped': before - after, 'file-pages-left': after },
    failure: null,
  };
}
