import { classified, pathOf, type RunPlace } from '../layout.ts';

/** Files of one run in a tree, by their names inside the run. */
export interface RunEntries<Entry> {
  readonly place: RunPlace;
  readonly files: ReadonlyMap<string, Entry>;
}

export function runsOf<Entry extends { readonly path: string }>(entries: readonly Entry[]): RunEntries<Entry>[] {
  const runs = new Map<string, { readonly place: RunPlace; readonly files: Map<string, Entry> }>();
  for (const entry of entries) {
    const file = classified(entry.path);
    if (file?.kind !== 'run') continue;
    const run = runs.get(pathOf(file.place)) ?? { place: file.place, files: new Map<string, Entry>() };
    run.files.set(file.name, entry);
    runs.set(pathOf(file.place), run);
  }
  return [...runs.values()];
}
