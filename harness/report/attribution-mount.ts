import type { AttributedCell, Attribution, LayerShare, MountAttribution } from '../core/attribution.ts';
import { LAYERS } from '../core/layers.ts';
import { type CellChoice, cellLines, chosenCells, shareLine } from './attribution-cells.ts';
import { bold, dim } from './colour.ts';
import { formatShare } from './format.ts';
import { layerBar } from './layer-bar.ts';
import { isControl, layerName, listed } from './layer-words.ts';
import { terminalText } from './terminal-text.ts';
import { wrapped } from './wrapped.ts';

const BAR = 72;

/** A mount as a whole, what of it stays merged, how well the model knows it, and its operations. */
export function mountLines(attribution: Attribution, mount: MountAttribution, choice: CellChoice, width: number): string[] {
  const { target, transport, shares, cells: counted } = mount;
  const own = attribution.cells.filter((cell) => cell.target === target);
  // How a control spends its time is no news, unless somebody asks.
  const shown = choice === null && isControl(transport) ? [] : chosenCells(own, choice);
  const isDetailed = choice !== null && choice !== 'all' && choice !== 'probe';
  const left = own.length - shown.length;
  const title = `${bold(terminalText(target))}${target === transport ? '' : ` (${transport})`}`;
  return [
    '',
    `${title} · mean of ${counted} operation${counted === 1 ? '' : 's'}`,
    `  ${layerBar(shares, Math.min(BAR, width - 2))}`,
    ...wrapped(`  ${shareLine(shares.map((share) => ({ name: layerName(share), share: share.share })))}`, width, '  '),
    ...[...mergedLines(own, [...shares, ...shown.flatMap(({ layers }) => layers)]), ...modelLines(attribution, target)]
      .flatMap((line) => wrapped(line, width, '      '))
      .map(dim),
    ...(shown.length === 0 ? [] : ['', ...cellLines(shown, isDetailed, width)]),
    ...(left === 0 || isDetailed ? [] : [dim(`  ${left} more: --cells all`)]),
  ];
}

/** What each `+` that is shown means, and what would end it. */
function mergedLines(cells: readonly AttributedCell[], shown: readonly Pick<LayerShare, 'layer' | 'mergedWith'>[]): string[] {
  const marked = new Set(shown.flatMap(({ layer, mergedWith }) => (mergedWith.length > 0 ? [layer] : [])));
  const merged = cells
    .flatMap(({ layers }) => layers)
    .filter(({ layer, mergedWith, share }) => mergedWith.length > 0 && share > 0 && marked.has(layer));
  const meanings = LAYERS.flatMap((lead) => {
    const others = new Set(merged.filter(({ layer }) => layer === lead).flatMap(({ mergedWith }) => mergedWith));
    return others.size === 0 ? [] : [`  ${lead}+ may be ${listed([lead, ...LAYERS.filter((layer) => others.has(layer))], 'or')}`];
  });
  const experiments = new Set(merged.flatMap(({ experiment }) => experiment?.split('; ') ?? []));
  return [...meanings, ...[...experiments].map((experiment) => `    → ${terminalText(experiment)}`)];
}

function modelLines({ modelError }: Attribution, target: string): string[] {
  return modelError
    .filter((error) => error.target === target)
    .map(({ medianError, p90Error, standardError, heldOut, reason }) => {
      if (medianError === null || p90Error === null) return `  no model: ${terminalText(reason ?? 'not fitted')}`;
      const off = `${formatShare(medianError)} off in the median, ${formatShare(p90Error)} at the 90th percentile`;
      const own = standardError === null ? '' : `, whose own standard error is ${formatShare(standardError)}`;
      return `  model: ${off}, on ${heldOut} operations that it was not fitted to${own}`;
    });
}
