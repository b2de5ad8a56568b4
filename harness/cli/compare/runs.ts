import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ComparedRun, environmentOf } from '../../compare/compared-run.ts';
import type { Side } from '../../compare/pairing.ts';
import { parseSelection, type Selection, selectsCell, selectsRun, valuesOf } from '../../compare/selection.ts';
import { UserError } from '../../core/errors.ts';
import type { NoiseFloor } from '../../core/noise-floor.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { runsNamed } from '../../record/find-runs.ts';
import { findRuns, isRetracted, type RunFolder } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { asFound } from '../as-found.ts';
import { FigureReader } from './figure-reader.ts';
import type { Figures } from './figures.ts';
import { storedFloors } from './noise-floors.ts';

/** Loads what the user selected; a run that both sides have is read once. */
export class Runs {
  readonly #results: string;
  readonly #records = new Map<string, RunRecord>();
  readonly #loaded = new Map<string, ComparedRun>();

  constructor(results: string) {
    this.#results = results;
  }

  /** As the user wrote them; null: everything in the results folder. All are found before the first is read. */
  async sides<const Texts extends readonly (string | null)[]>(texts: Texts): Promise<{ [Index in keyof Texts]: Side }> {
    const chosen = texts.map((text) => {
      const selection = text === null ? EVERYTHING : parseSelection(text, existsSync);
      return { selection, folders: this.#chosen(selection) };
    });
    await this.#load(chosen.flatMap(({ folders }) => folders));
    const sides = chosen.map(
      ({ selection, folders }): Side => ({ selection, runs: withCells(selection, this.#runsOf(folders)) }),
    );
    return sides as { [Index in keyof Texts]: Side };
  }

  async named(names: readonly string[]): Promise<ComparedRun[]> {
    const folders = runsNamed(names, this.#results);
    await this.#load(folders);
    return this.#runsOf(folders);
  }

  /** Folders of the runs that a selection fits; at least one. */
  #chosen(selection: Selection): RunFolder[] {
    const all = selection.places.length === 0 ? findRuns(this.#results) : runsNamed(selection.places, this.#results);
    const folders = all.filter((folder) => !isRetracted(folder) && selectsRun(selection, this.#record(folder)));
    requireDistinct(folders, (folder) => this.#record(folder));
    if (folders.length > 0) return folders;
    throw nothingSelected(
      selection,
      all.map((folder) => this.#record(folder)),
      this.#results,
    );
  }

  #record(folder: RunFolder): RunRecord {
    const known = this.#records.get(folder.path) ?? readRunRecord(folder.runJson);
    this.#records.set(folder.path, known);
    return known;
  }

  /** Noise floors of the machine that all loaded runs come from; none where they come from several. */
  floors(): NoiseFloor[] {
    const [machine, another] = new Set([...this.#loaded.values()].map(({ record }) => record.machineId));
    if (machine === undefined || another !== undefined) return [];
    const isEmulated = [...this.#loaded.values()].map(({ record }) => environmentOf(record)?.emulated ?? null);
    // results/machine/kernel/run
    const folders = [...this.#loaded.keys()].map((path) => dirname(dirname(dirname(path))));
    return storedFloors([this.#results, ...folders], machine).filter(({ emulated }) => isEmulated.every((is) => is === emulated));
  }

  async #load(folders: readonly RunFolder[]): Promise<void> {
    const wanted = [...new Map(folders.map((folder) => [folder.path, folder])).values()];
    const records = wanted.map((folder) => asFound(this.#record(folder)));
    await using reader = new FigureReader();
    const figures = await reader.read(
      wanted.map(({ samples }, index) => {
        const { config, calibration } = records[index] as RunRecord;
        return { samples, precision: config.precision, calibration };
      }),
    );
    for (const [index, { path }] of wanted.entries())
      this.#loaded.set(path, { record: records[index] as RunRecord, ...(figures[index] as Figures) });
  }

  #runsOf(folders: readonly RunFolder[]): ComparedRun[] {
    return folders.map(({ path }) => this.#loaded.get(path) as ComparedRun);
  }
}

const EVERYTHING: Selection = { text: 'all runs', places: [], runs: new Map(), cells: new Map() };

/** Runs without a cell that was asked for take no part, so that they are no confound either; where none has one, that is told of all. */
function withCells(selection: Selection, runs: readonly ComparedRun[]): readonly ComparedRun[] {
  const taking = runs.filter(({ series }) => series.some(({ cell }) => selectsCell(selection, cell)));
  return taking.length > 0 ? taking : runs;
}

/** A copied run would count twice. */
function requireDistinct(folders: readonly RunFolder[], record: (folder: RunFolder) => RunRecord): void {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const { id } = record(folder);
    const before = seen.get(id);
    if (before !== undefined)
      throw new UserError({
        code: 'run-duplicate',
        what: 'a run is there twice',
        got: `${id} in ${before} and ${folder.path}`,
        expected: 'each run once: a copy is no evidence of its own',
        fix: 'remove one of the folders, or name the runs one by one',
      });
    seen.set(id, folder.path);
  }
}

function nothingSelected(selection: Selection, records: readonly RunRecord[], results: string): UserError {
  const offered = [...selection.runs.keys()].map((name) => `${name}: ${valuesOf(records, name).join(', ')}`);
  return new UserError({
    code: 'selection-empty',
    what: 'a side of the comparison has no run',
    got: records.length === 0 ? 'no run at all' : `${selection.text}, which fits none of ${records.length} runs`,
    expected: offered.length === 0 || records.length === 0 ? `runs in ${results}` : `one of these: ${offered.join('; ')}`,
    fix: 'mntbench list shows the runs; --results DIR names another folder',
  });
}
