import type { Setting } from '../../model/sweep/grid.ts';

/** What `run` and `sweep` have options of their own for. */
export function runSettings({
  operations,
  seed,
}: {
  readonly operations: number | null;
  readonly seed: number | null;
}): Setting[] {
  return [
    ...(operations === null ? [] : [{ path: 'run.operations', value: operations }]),
    ...(seed === null ? [] : [{ path: 'run.seed', value: seed }]),
  ];
}
