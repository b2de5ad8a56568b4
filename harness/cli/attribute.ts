import { NOT_MODELLED } from '../attribute/document.ts';
import type { AttributionModel } from '../attribute/ports.ts';
import { UserError } from '../core/errors.ts';
import { type CellChoice, chosenCells } from '../report/attribution-cells.ts';
import { attributionText } from '../report/attribution-text.ts';
import { jsonText } from '../report/terminal-text.ts';
import { type Attributed, attributed } from './attribute/attribution.ts';
import { besideOf, pairOf } from './attribute/beside.ts';
import { loadRuns } from './attribute/load.ts';
import { attributionModel } from './attribute-model/model.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

export interface AttributeRequest {
  readonly runs: readonly string[];
  /** Of another configuration; empty: none. */
  readonly beside: readonly string[];
  readonly json: boolean;
  readonly advice: boolean;
  readonly cells: CellChoice;
}

/** Where the time of each operation goes, layer by layer. */
export async function attribute(
  { runs: names, beside, json, advice, cells }: AttributeRequest,
  results: string,
  { out }: Streams,
): Promise<ExitCode> {
  const runs = loadRuns(names, results);
  const others = beside.length === 0 ? null : loadRuns(beside, results);
  const pair = others === null ? null : pairOf(runs, others);
  const found = attributed(runs, { intervals: true, pair });
  requireCells(found, cells);
  const there = others === null ? null : attributed(others, { intervals: true, pair: null }).document(NOT_MODELLED);
  const alone = found.document(await modelled(found, attributionModel(), json || advice));
  const document = there === null || pair === null ? alone : { ...alone, beside: besideOf(alone, there, pair) };
  out.write(
    json ? jsonText(document) : attributionText(document, { cells, advice, width: Math.max(NARROWEST, out.columns ?? WIDTH) }),
  );
  return EXIT.done;
}

/** Before the model is asked, which takes seconds. */
function requireCells({ breakdown }: Attributed, choice: CellChoice): void {
  const cells = breakdown.cells.map(({ evidence }) => evidence.cell);
  if (choice === null || chosenCells(cells, choice).length > 0) return;
  throw new UserError({
    code: 'cells-unknown',
    what: 'no operation of these runs has such a name',
    got: choice,
    expected: 'all, probe, or a pattern for names like stat.d3, read.* or small-file/create',
    fix: 'mntbench attribute RUN --cells all lists them',
  });
}

/** Of a terminal that does not tell, and of files. */
const WIDTH = 100;
/** Bars and figures need so much. */
const NARROWEST = 80;

/** What-ifs take seconds, and only some readers want them. */
async function modelled(
  { observed }: Attributed,
  model: AttributionModel,
  wantsWhatIfs: boolean,
): Promise<Parameters<Attributed['document']>[0]> {
  const modelError = await model.modelErrors(observed);
  if (!wantsWhatIfs) return { ...NOT_MODELLED, modelError };
  const whatIfs = await model.whatIfs(observed);
  return { modelError, whatIfs, advice: await model.advice(observed, whatIfs) };
}
