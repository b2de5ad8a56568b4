import type { Metric } from '../../core/sample.ts';

interface Headline {
  readonly work: string;
  readonly workload: string;
  readonly operation: string;
  readonly metric: Metric;
}

/** What stands for a run in a table of many: one operation of each kind, and each whole command. */
export const HEADLINES: readonly Headline[] = [
  ...['create', 'read', 'stat', 'stat-missing', 'list-stat', 'delete'].map((operation) => ({
    work: `small-file ${operation}`,
    workload: 'small-file',
    operation,
    metric: 'latency' as const,
  })),
  ...(
    [
      ['git clone', 'repo-clone', 'git-clone'],
      ['git checkout', 'repo-clone', 'git-checkout'],
      ['tsc', 'build', 'tsc'],
      ['tree-scan', 'tree-scan', 'walk-stat'],
    ] as const
  ).map(([work, workload, operation]) => ({ work, workload, operation, metric: 'elapsed' as const })),
];
