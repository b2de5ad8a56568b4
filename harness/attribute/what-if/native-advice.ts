import type { Advice } from '../../core/attribution.ts';
import { workKey } from '../../core/cell.ts';
import type { ObservedCell } from '../ports.ts';
import { type AdviceRule, farMounts, percent } from './advice-rule.ts';

/** Normal, two-sided: what independent medians are from each other. */
const NORMAL = 1.96;

/** Of the probe, what programs do; not the sizes at which a request more is needed. */
const PLAIN: readonly string[] = [
  'stat.d3',
  'open-close',
  'create-close',
  'unlink',
  'list.100',
  'read.4k',
  'read.256k',
  'write.4k',
];

interface Difference {
  readonly far: ObservedCell;
  readonly gainNs: number;
  readonly errorNs: number | null;
}

/** Measured, not predicted: the same work in the same blocks on the guest's own disk. */
export const nativeFileSystem: AdviceRule = (context) => {
  const native = context.observed.mounts.find(({ target }) => target.transport === 'native');
  if (native === undefined) return [];
  const local = new Map(native.cells.map((cell) => [workKey(cell.cell), cell] as const));
  return farMounts(context).flatMap(({ target, cells }): Advice[] => {
    const differences = cells.flatMap((far): Difference[] => {
      const near = local.get(workKey(far.cell));
      if (near === undefined || far.cell.concurrency > 1) return [];
      const errors = [far.standardErrorNs, near.standardErrorNs];
      const errorNs = errors.some((error) => error === null) ? null : NORMAL * Math.hypot(...(errors as number[]));
      return [{ far, gainNs: far.medianNs - near.medianNs, errorNs }];
    });
    // Real work before single operations: a whole command is what people wait for.
    const work = differences.filter(({ far }) => far.probe === null);
    const single = differences.filter(({ far }) => PLAIN.includes(far.cell.operation));
    const [best] = (work.length > 0 ? work : single).toSorted((a, b) => b.gainNs - a.gainNs);
    if (best === undefined || best.gainNs - (best.errorNs ?? 0) <= 0) return [];
    const { far, gainNs, errorNs } = best;
    return [
      {
        title: `The project on the guest's own disk instead of ${target.id}`,
        command: context.platform === 'wsl2' ? 'cp -a /mnt/c/path/to/project ~/' : null,
        gainNs,
        lowNs: errorNs === null ? null : gainNs - errorNs,
        highNs: errorNs === null ? null : gainNs + errorNs,
        operation: far.cell.operation,
        detail: `${percent(gainNs / far.medianNs)} of ${far.cell.workload} ${far.cell.operation}, as measured side by side`,
      },
    ];
  });
};
