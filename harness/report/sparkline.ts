import { median } from '../stats/median.ts';

const BARS = [...'▁▂▃▄▅▆▇█'];

/** A range below this ratio is drawn as if it were this large: noise of a percent is no mountain. */
const FLATTEST = 1.2;

/** Between two bars: here the level changed. */
const BREAK = '│';

export interface SparklineOptions {
  /** Bars; more values are told together by their median. */
  readonly width: number;
  /** Places, as indices of the first value behind each. */
  readonly breaks: readonly number[];
}

/** Costs as bars of a logarithmic height, from the smallest to the largest. */
export function sparkline(values: readonly number[], { width, breaks }: SparklineOptions): string {
  const groups = grouped(values, width, breaks);
  // A cost of 0 has no logarithm.
  const logs = groups.map(({ values: group }) => Math.log(Math.max(median(group), Number.MIN_VALUE)));
  const least = Math.min(...logs);
  const range = Math.max(Math.max(...logs) - least, Math.log(FLATTEST));
  const offset = (range - (Math.max(...logs) - least)) / 2;
  return groups
    .map(({ isBehindBreak }, index) => {
      const height = ((logs[index] as number) - least + offset) / range;
      const bar = BARS[Math.min(BARS.length - 1, Math.floor(height * BARS.length))] as string;
      return isBehindBreak ? `${BREAK}${bar}` : bar;
    })
    .join('');
}

interface Group {
  readonly values: readonly number[];
  readonly isBehindBreak: boolean;
}

/** No group reaches over a break. */
function grouped(values: readonly number[], width: number, breaks: readonly number[]): Group[] {
  const size = Math.max(1, Math.ceil(values.length / width));
  const edges = [0, ...breaks, values.length];
  return edges.slice(0, -1).flatMap((from, index) => {
    const to = edges[index + 1] as number;
    const starts = Array.from({ length: Math.ceil((to - from) / size) }, (_, step) => from + step * size);
    return starts.map((start) => ({
      values: values.slice(start, Math.min(to, start + size)),
      isBehindBreak: index > 0 && start === from,
    }));
  });
}
