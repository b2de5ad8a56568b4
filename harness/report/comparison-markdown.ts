import type { ComparedCell, Comparison } from '../core/comparison.ts';
import { markdownText } from '../core/markdown.ts';
import { groups, labelOf } from './comparison-text.ts';
import {
  controlsText,
  countText,
  designText,
  differenceText,
  EMULATED_RATIOS,
  floorText,
  intervalText,
  mountText,
  reasonText,
  sensitivityText,
  valueText,
} from './comparison-words.ts';
import { formatRatio } from './format.ts';

/** For pull requests and issues: everything that the text says, with tables. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { cells, confounds, forced } = comparison;
  return [
    `## ${markdownText(comparison.base.name)} → ${markdownText(comparison.new.name)}`,
    `**${cells.length} cells: ${countText(cells)}** — ${markdownText(designText(comparison))}`,
    ...(comparison.emulated === true ? [`> ${EMULATED_RATIOS}`] : []),
    ...forced.map(({ message }) => `> **Forced:** ${markdownText(message)}`),
    ...groups(cells).map(([title, rows]) => `### ${markdownText(title)}\n\n${rowsTable(rows)}`),
    [
      ...comparison.compared.map((difference) => `- compared: ${markdownText(differenceText(difference))}`),
      `- ${markdownText(sensitivityText(comparison))}`,
      `- ${markdownText(controlsText(comparison))}`,
      `- ${markdownText(floorText(comparison))}`,
      ...(confounds.length === 0
        ? ['- nothing else differs between the fingerprints']
        : confounds.map((difference) => `- differs too: ${markdownText(differenceText(difference))}`)),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function rowsTable(rows: readonly ComparedCell[]): string {
  const lines = rows.map((cell) => {
    const reason = reasonText(cell);
    const verdict = cell.verdict === 'faster' || cell.verdict === 'slower' ? `**${cell.verdict}**` : cell.verdict;
    return [
      markdownText(labelOf(cell, rows)),
      markdownText(mountText(cell)),
      valueText(cell.base.median, cell.unit),
      valueText(cell.new.median, cell.unit),
      formatRatio(cell.ratio),
      intervalText(cell),
      reason === '' ? verdict : `${verdict}: ${markdownText(reason)}`,
    ];
  });
  return [
    ['phase', 'mount', 'base', 'new', 'new/base', '95 % interval', 'verdict'],
    ['---', '---', '--:', '--:', '--:', '---', '---'],
    ...lines,
  ]
    .map((parts) => `| ${parts.join(' | ')} |`)
    .join('\n');
}
