import { runsNamed } from '../../record/find-runs.ts';
import { readLatencies } from '../../record/latencies.ts';
import type { ExportInput } from '../../report/export/export-input.ts';
import type { ExportFormat } from '../../report/export/formats.ts';
import { loadRunFolder } from '../load-run.ts';

/** Each run once, at the name that was given first. */
export function loadExported(
  names: readonly string[],
  results: string,
  format: ExportFormat,
): Pick<ExportInput, 'sides' | 'histograms'> {
  const seen = new Set<string>();
  const sides = names.map((name) =>
    runsNamed([name], results)
      .filter(({ path }) => !seen.has(path) && seen.add(path))
      .map(loadRunFolder),
  );
  const logged = sides.flat().map(({ folder, record }) => ({ histograms: folder.histograms, targets: record.targets }));
  return { sides, histograms: format.histograms ? readLatencies(logged) : [] };
}
