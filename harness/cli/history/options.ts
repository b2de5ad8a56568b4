import { HISTORY_ORDERS, type HistoryOrder } from '../../core/history.ts';
import type { HistoryOptions } from '../history.ts';

export const HISTORY_OPTIONS = {
  by: { choices: HISTORY_ORDERS, default: 'time', describe: 'what the runs are ordered by; within one version by time' },
  machine: { type: 'string', requiresArg: true, describe: 'only this machine' },
  workload: { alias: 'w', type: 'string', requiresArg: true, describe: 'only cells of this workload' },
  target: { type: 'string', requiresArg: true, describe: 'only cells on this target: drive-c, native' },
  transport: { type: 'string', requiresArg: true, describe: 'only cells over this transport: virtiofs, 9p-socket' },
  all: { type: 'boolean', default: false, describe: 'also the cells that did not move' },
} as const;

/** An option that is given twice comes as a list where another command takes lists by that name. */
type Given = string | readonly string[] | undefined;

/** What yargs makes of the command line. */
interface ParsedHistory {
  readonly folders?: readonly string[] | undefined;
  readonly by: HistoryOrder;
  readonly machine?: Given;
  readonly workload?: Given;
  readonly target?: Given;
  readonly transport?: Given;
  readonly all: boolean;
  readonly json: boolean;
  readonly _: readonly (string | number)[];
}

export function historyRequest(argv: ParsedHistory): Omit<HistoryOptions, 'results'> {
  const { machine, workload, target, transport, by, all, json } = argv;
  return {
    // What stands after `--` is not parsed: yargs leaves it beside the command's own name.
    runs: [...(argv.folders ?? []), ...argv._.slice(1).map(String)],
    by,
    filter: { machine: last(machine), workload: last(workload), target: last(target), transport: last(transport) },
    all,
    json,
  };
}

/** As everywhere: the last one counts. */
function last(given: Given): string | null {
  return (typeof given === 'string' ? given : given?.at(-1)) ?? null;
}
