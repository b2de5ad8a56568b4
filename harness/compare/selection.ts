import type { Cell } from '../core/cell.ts';
import { UserError } from '../core/errors.ts';
import type { RunRecord } from '../core/run-record.ts';
import { CELL_TRAITS, type CellTraitName, hasTrait, isCellTrait, isRunTrait, RUN_TRAITS, type RunTraitName } from './traits.ts';

/** One side of a comparison as the user wrote it: where runs are looked for, and which of their runs and cells are meant. */
export interface Selection {
  readonly text: string;
  /** Runs, folders or globs; none: the results folder. */
  readonly places: readonly string[];
  /** Every trait must have one of its values. */
  readonly runs: ReadonlyMap<RunTraitName, readonly string[]>;
  readonly cells: ReadonlyMap<CellTraitName, readonly string[]>;
}

/**
 * `results/lab,kernel=6.18,transport=virtiofs`: terms with a known word before `=` select, all others are places. The same word twice
 * means either. `isPlace` says whether something of that name exists, so that a folder with a comma or `=` in its name can be named.
 */
export function parseSelection(text: string, isPlace: (name: string) => boolean): Selection {
  const places: string[] = [];
  const runs = new Map<RunTraitName, string[]>();
  const cells = new Map<CellTraitName, string[]>();
  for (const term of isPlace(text) ? [text] : text.split(',')) {
    const [, name, value] = /^([a-z]+)=(.+)$/s.exec(term) ?? [];
    if (name === undefined || value === undefined || isPlace(term)) places.push(nonEmpty(term, text));
    else if (isRunTrait(name)) runs.set(name, [...(runs.get(name) ?? []), value]);
    else if (isCellTrait(name)) cells.set(name, [...(cells.get(name) ?? []), value]);
    else throw unknownTrait(term);
  }
  return { text, places, runs, cells };
}

export function selectsRun({ runs }: Selection, record: RunRecord): boolean {
  return [...runs].every(([name, wanted]) => hasTrait(record, name, wanted));
}

/** `but` are traits that are not asked for. */
export function selectsCell({ cells }: Selection, cell: Cell, but: readonly CellTraitName[] = []): boolean {
  return [...cells].every(([name, wanted]) => but.includes(name) || wanted.includes(CELL_TRAITS[name](cell)));
}

/** What the runs have to offer, for the message to somebody whose selection fits none. */
export function valuesOf(records: readonly RunRecord[], name: RunTraitName): string[] {
  return [...new Set(records.map((record) => RUN_TRAITS[name].of(record) ?? 'unknown'))].sort();
}

function nonEmpty(term: string, text: string): string {
  if (term !== '') return term;
  throw new UserError({
    code: 'selection-invalid',
    what: 'a side of the comparison',
    got: JSON.stringify(text),
    expected: 'runs, folders or globs, and selections such as kernel=6.18, by commas',
    fix: 'remove the comma that nothing follows',
  });
}

function unknownTrait(term: string): UserError {
  return new UserError({
    code: 'selection-invalid',
    what: 'a selection of runs',
    got: term,
    expected: `one of ${[...Object.keys(RUN_TRAITS), ...Object.keys(CELL_TRAITS)].join(', ')} before the =`,
    fix: 'write kernel=6.18, transport=virtiofs, pool=shared; a folder of that name is ./NAME',
  });
}
