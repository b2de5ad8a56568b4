import type { Beside, CellChange, LayerChange } from '../core/attribution.ts';
import { type CellChoice, chosenCells, nameOf } from './attribution-cells.ts';
import { bold, dim } from './colour.ts';
import { isControl, layerName, listed, signedNs } from './layer-words.ts';
import { terminalText } from './terminal-text.ts';
import { wrapped } from './wrapped.ts';

/** Of the largest change of a layer of the same operation: less is not worth a word, however certain. --json has all. */
const WORTH_A_WORD = 0.1;

/** In which layers operations take longer than in the runs beside. */
export function besideLines({ runs, differs, unusedReason, cells }: Beside, choice: CellChoice, width: number): string[] {
  const ids = listed(runs.map(({ id }) => id));
  const told = differs.map(({ path, here, there }) => `${path}: ${here} here, ${there} beside`);
  const shown = chosenCells(cells, choice).filter(({ transport }) => choice !== null || !isControl(transport));
  const targets = [...new Set(shown.map(({ target }) => target))];
  const nameWidth = Math.max(0, ...shown.map((cell) => nameOf(cell, shown).length));
  return [
    '',
    `${bold('longer than beside by')} · ${terminalText(ids)}`,
    ...wrapped(
      `  ${terminalText(told.length === 0 ? 'the runs differ in nothing that is known' : told.join('; '))}`,
      width,
      '  ',
    ),
    ...(unusedReason === null ? [] : wrapped(`  ${terminalText(unusedReason)}`, width, '  ').map(dim)),
    ...targets.flatMap((target) => [
      `  ${bold(terminalText(target))}`,
      ...shown.filter((cell) => cell.target === target).flatMap((cell) => cellLines(cell, nameOf(cell, shown), nameWidth, width)),
    ]),
  ];
}

function cellLines(cell: CellChange, name: string, nameWidth: number, width: number): string[] {
  const start = `  ${terminalText(name).padEnd(nameWidth)}  `;
  return wrapped(`${start}${changeText(cell).padEnd(34)}  ${layersText(cell)}`, width, ' '.repeat(start.length + 2));
}

/** `+1.20 ms (1.10 to 1.31)` */
function changeText({ changeNs, lowNs, highNs }: Pick<LayerChange, 'changeNs' | 'lowNs' | 'highNs'>): string {
  const change = plusOrMinus(changeNs);
  return lowNs === null || highNs === null ? change : `${change} (${signedNs(lowNs)} to ${signedNs(highNs)})`;
}

function plusOrMinus(ns: number): string {
  return `${ns > 0 ? '+' : ''}${signedNs(ns)}`;
}

/** What certainly differs; without repetition whatever differs. */
function layersText({ layers }: CellChange): string {
  const bySize = layers.toSorted((a, b) => Math.abs(b.changeNs) - Math.abs(a.changeNs));
  const known = bySize.filter(({ lowNs }) => lowNs !== null);
  const certain = bySize.filter(({ lowNs, highNs }) => lowNs !== null && highNs !== null && lowNs * highNs > 0);
  const least = WORTH_A_WORD * Math.abs(bySize[0]?.changeNs ?? 0);
  const told = (known.length > 0 ? certain : bySize).filter(({ changeNs }) => Math.abs(changeNs) > least);
  if (told.length === 0) return dim(known.length > 0 ? 'no layer for certain' : 'no layer');
  return told.map((change) => `${layerName(change)} ${plusOrMinus(change.changeNs)}`).join(', ');
}
