import { seconds } from './option-values.ts';
import type { RunFlags } from './run.ts';

export const JSON_OPTION = { type: 'boolean', default: false, describe: 'print one JSON document' } as const;
export const RESULTS_OPTION = { type: 'string', describe: 'folder of the runs', requiresArg: true } as const;

/** Of `run` and of `lab run`, which passes them on. */
export const RUN_OPTIONS = {
  workload: {
    alias: 'w',
    type: 'string',
    array: true,
    describe: 'small-file repo-clone package-install tree-scan build probe',
  },
  preset: { type: 'string', requiresArg: true, describe: 'size of the workloads; auto lets a pilot choose' },
  quick: { type: 'boolean', default: false, describe: 'small presets, done within a minute' },
  concurrency: { alias: 'c', type: 'number', array: true, describe: 'threads of small-file, one trial each' },
  precision: {
    type: 'number',
    requiresArg: true,
    describe: 'stop when each 95 % interval is within this share of its median',
  },
  'max-time': { type: 'string', requiresArg: true, describe: 'for everything: 90, 90s, 10m, 2h' },
  cold: { type: 'boolean', describe: 'measure with dropped guest caches too (root)' },
  counters: {
    choices: ['off', 'read', 'trace'] as const,
    requiresArg: true,
    describe: 'of the kernel, around every step; trace: in a pass of its own too',
  },
  controls: { type: 'boolean', describe: 'add native file system and tmpfs; --no-controls leaves them out' },
  'host-probe': {
    choices: ['auto', 'off'] as const,
    requiresArg: true,
    default: 'auto' as const,
    describe: "the probe's operations on Windows drives from Windows too, by PowerShell, after the blocks",
  },
  repo: {
    type: 'string',
    requiresArg: true,
    describe: 'path or URL that repo-clone clones, in place of a generated repository',
  },
  project: { type: 'string', requiresArg: true, describe: 'folder whose package-lock.json package-install installs' },
  seed: { type: 'number', requiresArg: true, describe: 'of order, trees and contents' },
  resume: { type: 'string', requiresArg: true, describe: 'go on with an interrupted run: its folder, its id or latest' },
  config: { type: 'string', requiresArg: true, describe: 'instead of bench.config.ts' },
  results: RESULTS_OPTION,
  json: JSON_OPTION,
} as const;

/** Those of which every mention counts; of the others only the last one does. */
export const LIST_OPTIONS: readonly string[] = ['workload', 'w', 'concurrency', 'c'];

/** What yargs makes of the command line of either. */
interface ParsedRun extends Omit<RunFlags, 'targets' | 'maxTime'> {
  readonly target?: readonly string[] | undefined;
  readonly maxTime?: string | undefined;
  readonly _: readonly (string | number)[];
}

export function runFlags(argv: ParsedRun, command: 'run' | 'aa' | 'lab run'): RunFlags {
  return {
    ...argv,
    // What stands after `--` is not parsed: yargs leaves it beside the command's own name.
    targets: [...(argv.target ?? []), ...argv._.slice(command.split(' ').length).map(String)],
    maxTime: argv.maxTime === undefined ? undefined : seconds('--max-time', argv.maxTime, command),
  };
}
