import type { ComparisonMatrix, Trend, Verdict } from '../core/comparison.ts';
import { markdownText } from '../core/markdown.ts';
import { bold, dim, red, yellow } from './colour.ts';
import { controlsText, designText, differenceText, EMULATED_RATIOS, floorText, percent, valueText } from './comparison-words.ts';
import { formatRatio } from './format.ts';
import { sparkline } from './sparkline.ts';
import { type Column, table } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** Behind a ratio: what may be said of it. */
const MARKS: Readonly<Record<Verdict, string>> = { faster: 'faster', slower: 'SLOWER', equivalent: '=', unsure: '~' };

export function matrixText(matrix: ComparisonMatrix): string {
  const { trends, levels, comparisons, by } = matrix;
  const lines = [
    bold(`by ${terminalText(by)}: ${levels.map(terminalText).join(' → ')}`),
    ...comparisons.map((comparison, index) => `  ${terminalText(levels[index + 1] ?? '')}: ${designText(comparison)}`),
    ...(comparisons.some(({ emulated }) => emulated === true) ? [yellow(`  ${EMULATED_RATIOS}`)] : []),
    ...forcedLines(matrix).map((line) => red(`  FORCED: ${terminalText(line)}`)),
    '',
    table(columns(levels), trends.map(rowOf)),
    '',
    dim(
      `ratios to ${terminalText(levels[0] ?? '')} · faster, SLOWER: certain and beyond ${threshold(matrix)} · =: within it · ~: unsure`,
    ),
    ...comparisons.map((comparison, index) => `${terminalText(levels[index + 1] ?? '')}: ${controlsText(comparison)}`),
    ...comparisons.slice(0, 1).map(floorText),
    ...confoundLines(matrix).map((line, index) => (index === 0 ? yellow(line) : terminalText(line))),
  ];
  return `${lines.join('\n')}\n`;
}

export function matrixMarkdown(matrix: ComparisonMatrix): string {
  const { trends, levels, comparisons, by } = matrix;
  const head = columns(levels).map(({ title }) => markdownText(title));
  const rows = [
    head,
    columns(levels).map(({ align }) => (align === 'left' ? '---' : '--:')),
    ...trends.map((trend) => rowOf(trend).map(markdownText)),
  ];
  return [
    `## by ${markdownText(by)}: ${levels.map(markdownText).join(' → ')}`,
    ...(comparisons.some(({ emulated }) => emulated === true) ? [`> ${EMULATED_RATIOS}`] : []),
    ...forcedLines(matrix).map((line) => `> **Forced:** ${markdownText(line)}`),
    rows.map((parts) => `| ${parts.join(' | ')} |`).join('\n'),
    [
      ...comparisons.flatMap((comparison, index) => [
        `- ${markdownText(levels[index + 1] ?? '')}: ${markdownText(designText(comparison))}`,
        `- ${markdownText(levels[index + 1] ?? '')}: ${markdownText(controlsText(comparison))}`,
      ]),
      `- ratios to ${markdownText(levels[0] ?? '')}; faster, SLOWER: certain and beyond ${threshold(matrix)}; =: within it; ~: unsure`,
      ...confoundLines(matrix).map((line) => `- ${markdownText(line.trim())}`),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function columns(levels: readonly string[]): Column[] {
  return [
    { title: '', align: 'left' },
    { title: 'mount', align: 'left' },
    ...levels.flatMap((level, index): Column[] => [
      { title: terminalText(level), align: 'right' },
      ...(index === 0
        ? []
        : ([
            { title: '', align: 'right' },
            { title: '', align: 'left' },
          ] as const)),
    ]),
    { title: 'trend', align: 'left' },
  ];
}

function rowOf(trend: Trend): string[] {
  const { medians, ratios, verdicts, unit } = trend;
  return [
    `${trend.workload}/${trend.operation}${trend.phase === trend.operation ? '' : ` (${trend.phase})`}${trend.concurrency === 1 ? '' : ` ×${trend.concurrency}`}`,
    trend.target ?? '',
    ...medians.flatMap((median, index) => {
      const value = median === null ? '–' : valueText(median, unit);
      if (index === 0) return [value];
      const [ratio, verdict] = [ratios[index] ?? null, verdicts[index] ?? null];
      return [value, ratio === null ? '' : formatRatio(ratio), verdict === null ? '' : MARKS[verdict]];
    }),
    sparkline(
      medians.filter((median) => median !== null),
      { width: medians.length, breaks: [] },
    ),
  ].map(terminalText);
}

function threshold({ comparisons }: ComparisonMatrix): string {
  return percent(comparisons[0]?.rule.threshold ?? 0);
}

function forcedLines({ comparisons, levels }: ComparisonMatrix): string[] {
  return comparisons.flatMap(({ forced }, index) => forced.map(({ message }) => `${levels[index + 1]}: ${message}`));
}

function confoundLines({ comparisons, levels }: ComparisonMatrix): string[] {
  const lines = comparisons.flatMap(({ confounds }, index) =>
    confounds.map((difference) => `  ${levels[index + 1]}: ${differenceText(difference)}`),
  );
  return lines.length === 0
    ? ['nothing else differs between the fingerprints']
    : ['differs too, so the change may be its doing:', ...lines];
}
