import type { HistoryOrder, HistoryPoint } from '../../core/history.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';

type Placed = Pick<HistoryPoint, 'startedAt' | 'kernel' | 'wsl'>;

/** What the points of a history are laid out along. */
export interface Axis {
  readonly label: (point: Placed) => string | null;
  /** 0 for points at the same place, whenever they were measured. */
  readonly compare: (a: Placed, b: Placed) => number;
}

export const AXES = {
  time: { label: ({ startedAt }) => startedAt, compare: (a, b) => compareTexts(a.startedAt, b.startedAt) },
  kernel: { label: ({ kernel }) => kernel, compare: (a, b) => compareReleases(a.kernel, b.kernel) },
  wsl: { label: ({ wsl }) => wsl, compare: (a, b) => compareReleases(a.wsl, b.wsl) },
} as const satisfies Record<HistoryOrder, Axis>;

/** For `sort`: along the axis, and within one place by time. */
export function inOrder({ compare }: Axis): (a: Placed, b: Placed) => number {
  return (a, b) => compare(a, b) || compareTexts(a.startedAt, b.startedAt);
}

/** Numbers first, then the text, so that two builds of one version stay apart. What is not known comes first. */
function compareReleases(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareVersions(versionParts(a), versionParts(b)) || compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
