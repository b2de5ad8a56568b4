import { availableParallelism } from 'node:os';
import { parseConfiguration } from '../../dist/harness/model/path/parse-configuration.js';
import { PRESETS } from '../../dist/harness/model/path/presets.js';
import { sweep } from '../../dist/harness/model/sweep/sweep.js';

/**
 * A preset with some fields changed; those of `work` one by one.
 * @type {(name: string, others?: { work?: object } & object) => import('../../harness/model/path/configuration.ts').ModelConfiguration}
 */
export function preset(name, { work = {}, ...others } = {}) {
  const found = PRESETS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no preset ${name}`);
  const { configuration } = found;
  return parseConfiguration({ ...configuration, ...others, work: { ...configuration.work, ...work } }, `preset ${name}`);
}

/**
 * Simulates the configuration of each point on all processors, and gives each point its figures.
 * @type {<Point extends { readonly configuration: object }>(points: readonly Point[]) => Promise<(Point & import('../../harness/model/sweep/figures.ts').Figures)[]>}
 */
export async function simulated(points) {
  const figures = Array(points.length);
  await sweep(
    points.map(({ configuration }) => configuration),
    {
      threads: availableParallelism(),
      signal: new AbortController().signal,
      onEnd: (index, end) => {
        if (end.status !== 'ok') throw new Error(`${end.complaint.what}: got ${end.complaint.got}`);
        figures[index] = end.figures;
      },
    },
  );
  return points.map((point, index) => ({ ...point, ...figures[index] }));
}
