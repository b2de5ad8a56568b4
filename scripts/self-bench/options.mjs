import { accessSync, constants, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Options
 * @property {string} folder
 * @property {number} rounds
 * @property {number} runSeconds
 * @property {boolean} full
 * @property {boolean} model
 * @property {boolean} statistics
 * @property {boolean} json
 */

export const USAGE = `npm run self-bench -- [options]

  compares mntbench with fio and with loops in C and Node, its model with other simulators and with the locks of this
  machine, its own costs with their aims, and its decisions with data of which the truth is known

  --folder DIR     measure in a new folder inside DIR                           [/dev/shm]
  --rounds N       passes over all peers; figures are medians of them, 1 to 50  [3]
  --run-time S     --max-time of the default run whose use of time is looked at,
                   30 to 3600 seconds                                           [120]
  --full           the default run at its own 600 s, and 10 million operations for the memory: some 20 minutes, 16 GB free in DIR
  --model          the figures of the model alone: some 3 minutes
  --statistics     the decisions of compare and aa on made data, and the time of compare and query, alone: see docs/statistics-study.md
  --json           one JSON document in place of the table
  --help`;

export class UsageError extends Error {}

/** @type {(args: readonly string[]) => Options | 'help'} */
export function readOptions(args) {
  const values = parsed(args);
  if (values.help) return 'help';
  const full = values.full ?? false;
  if (full && values['run-time'] !== undefined)
    throw new UsageError('--full and --run-time exclude each other: a full run takes its own 600 s');
  const model = values.model ?? false;
  if (model && (full || values['run-time'] !== undefined))
    throw new UsageError('--model measures no run: it excludes --full and --run-time');
  const statistics = values.statistics ?? false;
  if (statistics && (model || full || values['run-time'] !== undefined))
    throw new UsageError('--statistics stands alone: it excludes --model, --full and --run-time');
  return {
    folder: folderIn(values.folder ?? '/dev/shm'),
    rounds: wholeNumber('--rounds', values.rounds ?? '3', 1, 50),
    runSeconds: wholeNumber('--run-time', values['run-time'] ?? (full ? '600' : '120'), 30, 3600),
    full,
    model,
    statistics,
    json: values.json ?? false,
  };
}

/** @type {(args: readonly string[]) => any} */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        folder: { type: 'string' },
        rounds: { type: 'string' },
        'run-time': { type: 'string' },
        full: { type: 'boolean' },
        model: { type: 'boolean' },
        statistics: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @type {(name: string, text: string, least: number, most: number) => number} */
function wholeNumber(name, text, least, most) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name}: got ${JSON.stringify(text)}, expected a whole number from ${least} to ${most}`);
}

/** @type {(path: string) => string} */
function folderIn(path) {
  try {
    if (!statSync(path).isDirectory()) throw new UsageError(`--folder: ${path} is not a directory`);
    accessSync(path, constants.W_OK | constants.X_OK);
    return path;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `--folder: ${path} cannot be used (${/** @type {any} */ (error).code}); expected a directory that can be written`,
    );
  }
}
