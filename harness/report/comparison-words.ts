import type { ComparedCell, Comparison, ControlCell, Design, Difference } from '../core/comparison.ts';
import { formatNs, formatRatio } from './format.ts';

/** What every form of a comparison says in the same words: text and Markdown. Nothing here is escaped. */

/** Beside every comparison of runs whose processor was emulated. */
export const EMULATED_RATIOS = 'emulated processor: what it takes longer for than a real one weighs more in every ratio';

function unitWord(units: Design['units'], count: number): string {
  return count === 1 ? units.slice(0, -1) : units;
}

/** `6 boots against 6, Mann–Whitney test, Holm over 24 cells, alpha 0.05, threshold 3 %` */
export function designText({ design, rule, cells }: Comparison): string {
  const most = cells.toSorted((a, b) => b.units.base + b.units.new - a.units.base - a.units.new)[0]?.units;
  const amount =
    most === undefined
      ? 'nothing in common'
      : design.paired
        ? `${most.base} pairs of ${design.units}`
        : `${most.base} ${unitWord(design.units, most.base)} against ${most.new}`;
  const scope = design.units === 'blocks' ? ', valid for these boots only' : '';
  const test = { 'sign-flip': 'sign-flip permutation test', 'mann-whitney': 'Mann–Whitney test' }[design.test];
  return `${amount}${scope}: ${test}, Holm over ${design.tests} cell${design.tests === 1 ? '' : 's'}, alpha ${rule.alpha}, threshold ${percent(rule.threshold)}`;
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `0.85–0.97` */
export function intervalText({ low, high }: Pick<ComparedCell, 'low' | 'high'>): string {
  return low === null || high === null ? '' : `${formatRatio(low).slice(0, -1)}–${formatRatio(high).slice(0, -1)}`;
}

/** What stands behind the verdict: nothing where it speaks for itself. */
export function reasonText({ reason, needed, units, machineChange }: ComparedCell): string {
  return [
    reason === null ? null : { ...REASONS, 'too-few-units': `too few ${units.kind}` }[reason],
    needed === null
      ? reason === null || reason === 'noise-alarm'
        ? null
        : `more than a thousand ${units.kind} would be needed`
      : moreText(needed, units.kind),
    machineChange === null ? null : `the machine's: ${machineChange.target} changed ${formatRatio(machineChange.ratio)}`,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

const REASONS = {
  'not-told-apart': 'cannot be told apart',
  'near-threshold': 'a difference near the threshold',
  'noise-alarm': 'the noise floor raised an alarm',
} as const;

function moreText(needed: number, kind: Design['units']): string {
  return kind === 'boots' ? `${needed} more ${unitWord(kind, needed)} per side` : `${needed} more ${unitWord(kind, needed)}`;
}

/** `3 faster, 1 slower, 20 unsure` */
export function countText(cells: readonly ComparedCell[]): string {
  const counts = (['faster', 'slower', 'equivalent', 'unsure'] as const)
    .map((verdict) => [cells.filter((cell) => cell.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0);
  return counts.map(([count, verdict]) => `${count} ${verdict}`).join(', ');
}

export function valueText(value: number, unit: string): string {
  return unit === 'ns' ? formatNs(value) : formatRatio(value);
}

/** Which mount a row is about. */
export function mountText(cell: ComparedCell): string {
  return cell.against === null ? mountName(cell) : `${mountName(cell)} → ${mountName(cell.against)}`;
}

function mountName({ target, transport }: Pick<ComparedCell, 'target' | 'transport'>): string {
  return target === transport ? target : `${target} (${transport})`;
}

export function sideValues(values: readonly (string | null)[]): string {
  return values.length === 0 ? 'any' : values.map((value) => value ?? 'unknown').join(', ');
}

export function differenceText({ path, base, new: candidate }: Difference): string {
  return `${path}: ${sideValues(base)} → ${sideValues(candidate)}`;
}

/** What the design could have seen, over all cells. */
export function sensitivityText({ cells, design }: Comparison): string {
  const seen = cells.flatMap(({ detectable }) => (detectable === null ? [] : [detectable])).toSorted((a, b) => a - b);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined)
    return `no difference, however large, could have been found: too few ${design.units} for ${design.tests} cells`;
  const range = first === last ? formatRatio(first) : `${formatRatio(first)} to ${formatRatio(last)}, by cell`;
  return `smallest difference that these ${design.units} could have shown: ${range}`;
}

export function controlsText({ controls, relativeTo }: Comparison): string {
  if (controls.status === 'none')
    return {
      'same-boots': 'controls: not needed, both sides were measured in the same boots',
      'not-measured': 'controls: none were measured, so a change of the machine cannot be told from one of the mount',
      'divided-by': `controls: all values are multiples of the same work on ${relativeTo ?? 'another target'} in the same block`,
      'compared-themselves': 'controls: nothing else was measured, so they are what is compared',
    }[controls.reason];
  const moved = controls.cells.filter(({ low, high }) => low !== null && high !== null && (low > 1 || high < 1));
  const targets = [...new Set(controls.cells.map(({ target }) => target))].join(', ');
  if (moved.length === 0) return `controls (${targets}): none of ${controls.cells.length} changed`;
  const shown = moved.toSorted((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)))[0] as ControlCell;
  return `controls (${targets}): ${moved.length} of ${controls.cells.length} changed, most of all ${shown.workload}/${shown.operation} on ${shown.target}: ${formatRatio(shown.ratio)} (${intervalText(shown)})`;
}

export function floorText({ noiseFloor, rule, relativeTo }: Comparison): string {
  if (relativeTo !== null) return 'noise floor: of multiples, none is measured';
  if (noiseFloor === null) return 'noise floor: not measured on this machine; mntbench aa measures it';
  if (noiseFloor.alarm)
    return `noise floor: ${noiseFloor.id} raised an alarm, so nothing here is certain; measure it again by mntbench aa`;
  const rises = noiseFloor.ratio > 1 + rule.threshold ? ', which is more than the threshold and takes its place' : '';
  return `noise floor: ${formatRatio(noiseFloor.ratio)} by ${noiseFloor.id}${rises}`;
}
