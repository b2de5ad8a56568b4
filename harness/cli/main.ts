import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { UserError } from '../core/errors.ts';
import { projectFolder } from '../system/folders.ts';
import { AA_OPTIONS, COMPARE_OPTIONS, compareRequest, ruleFrom } from './compare/options.ts';
import { EXIT, type Streams } from './exit.ts';
import { EXPORT_OPTIONS } from './export/options.ts';
import { HISTORY_OPTIONS, historyRequest } from './history/options.ts';
import { LAB_RUN_OPTIONS, LAB_SETUP_OPTIONS, LAB_SHELL_OPTIONS } from './lab/options.ts';
import { MODEL_RUN_OPTIONS, MODEL_SWEEP_OPTIONS, MODEL_VALIDATE_OPTIONS, mentions } from './model/options.ts';
import { seconds } from './option-values.ts';
import { PUBLISH_OPTIONS, publishOptions } from './publish/options.ts';
import { reported } from './reported.ts';
import { JSON_OPTION, LIST_OPTIONS, RESULTS_OPTION, RUN_OPTIONS, runFlags } from './run-options.ts';

/**
 * The command line. Commands are imported when they are called: `--help` must not wait for libraries that it does not need.
 * Nothing else sets the exit code.
 */
const streams: Streams = { out: process.stdout, err: process.stderr };

async function main(args: readonly string[]): Promise<number> {
  // Ours, except for lab shell, which hands on the code of what ran in the guest.
  let code: number = EXIT.done;
  const set = async (result: Promise<number> | number): Promise<void> => {
    code = await result;
  };
  await commands(yargs([...args]), set)
    .scriptName('mntbench')
    .usage('Measures real work on files across the WSL 2 boundary.\n\n$0 <command>')
    .version(version())
    .help()
    .strict()
    .demandCommand(1, 'a command is missing')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .parserConfiguration({ 'greedy-arrays': true, 'strip-dashed': true, 'parse-positional-numbers': false })
    .middleware(keepLast)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // What yargs itself complains about comes as a message or as an error of its own, depending on where it finds out.
      throw error === undefined || error.name === 'YError' ? badUsage(message ?? error?.message ?? 'wrong usage') : error;
    })
    .parseAsync();
  return code;
}

function commands(parser: Argv, set: (result: Promise<number> | number) => Promise<void>): Argv {
  return parser
    .command(
      'run [target..]',
      'measure; with no target: every Windows drive, the native file system and tmpfs',
      (y) => y.positional('target', { type: 'string', array: true, describe: 'directory to measure' }).options(RUN_OPTIONS),
      async (argv) => {
        const { run } = await import('./run.ts');
        await set(run(runFlags(argv, 'run'), streams, version()));
      },
    )
    .command(
      'doctor',
      'what this machine runs: transports, DMA pool, settings, findings with remedies',
      (y) =>
        y
          .option('capture', { type: 'string', requiresArg: true, describe: 'save what was read, redacted, in this folder' })
          .option('from', { type: 'string', requiresArg: true, describe: 'read such a folder in place of this machine' })
          .option('json', JSON_OPTION),
      async (argv) => {
        const { doctor } = await import('./doctor.ts');
        await set(doctor({ json: argv.json, capture: argv.capture ?? null, from: argv.from ?? null }, streams.out));
      },
    )
    .command(
      'list',
      'runs on disk',
      (y) => y.option('results', RESULTS_OPTION).option('json', JSON_OPTION),
      async (argv) => {
        const { list } = await import('./list.ts');
        await set(list(resultsFolder(argv.results), argv.json, streams));
      },
    )
    .command(
      'show <run>',
      "one run's tables",
      (y) =>
        y
          .positional('run', { type: 'string', demandOption: true, describe: 'folder, id or latest' })
          .option('results', RESULTS_OPTION)
          .option('json', JSON_OPTION),
      async (argv) => {
        const { show } = await import('./show.ts');
        await set(show(argv.run, resultsFolder(argv.results), argv.json, streams));
      },
    )
    .command(
      'verify <folder>',
      'check every run below a folder against its schema and its samples',
      (y) =>
        y
          .positional('folder', { type: 'string', demandOption: true, describe: 'a run, or a folder with runs in it' })
          .option('json', JSON_OPTION),
      async (argv) => {
        const { verify } = await import('./verify.ts');
        await set(verify(resolve(argv.folder), argv.json, streams, version()));
      },
    )
    .command(
      'publish [runs..]',
      'put runs into a results repository: checked, without names and paths, safe beside other publishers',
      (y) =>
        y.positional('runs', { type: 'string', array: true, describe: 'folders, globs, ids or latest' }).options(PUBLISH_OPTIONS),
      async (argv) => {
        const { publishRuns } = await import('./publish.ts');
        await set(publishRuns(publishOptions(argv), resultsFolder(argv.results), streams, version()));
      },
    )
    .command(
      'compare [base] [new]',
      'faster, slower, equivalent or unsure: one verdict per cell',
      (y) =>
        y
          .positional('base', {
            type: 'string',
            describe: 'runs, folders or globs, and kernel=6.18, transport=virtiofs …; by commas',
          })
          .positional('new', { type: 'string', describe: 'the same; ratios are cost of new over cost of base' })
          .options(COMPARE_OPTIONS),
      async (argv) => {
        const { compare } = await import('./compare.ts');
        await set(compare(compareRequest(argv), resultsFolder(argv.results), streams));
      },
    )
    .command(
      'aa [target..]',
      'the same configuration against itself: the noise floor, and how often the rule raises a false alarm',
      (y) =>
        y.positional('target', { type: 'string', array: true, describe: 'directory to measure, as for run' }).options(AA_OPTIONS),
      async (argv) => {
        const { aa } = await import('./aa.ts');
        await set(aa(argv.of ?? [], runFlags(argv, 'aa'), ruleFrom(argv, 'aa'), streams, version()));
      },
    )
    .command(
      'export <runs..>',
      'files for other tools: benchstat, hyperfine, fio, HdrHistogram, OpenMetrics and more',
      (y) =>
        y
          .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'folders, globs, ids or latest' })
          .options(EXPORT_OPTIONS),
      async (argv) => {
        const { exportRuns } = await import('./export.ts');
        const { format, level, out = null } = argv;
        await set(exportRuns(argv.runs, resultsFolder(argv.results), { format, level, out }, streams, version()));
      },
    )
    .command(
      'history [folders..]',
      'runs in time or by version, and which cells moved where',
      (y) =>
        y
          .positional('folders', { type: 'string', array: true, describe: 'with runs in them; none: the results folder' })
          .options(HISTORY_OPTIONS)
          .option('results', RESULTS_OPTION)
          .option('json', JSON_OPTION),
      async (argv) => {
        const { history } = await import('./history.ts');
        await set(history({ ...historyRequest(argv), results: resultsFolder(argv.results) }, streams));
      },
    )
    .command(
      'query <sql> [name..]',
      'SQL over the files of all runs: views samples, runs, summary, counters',
      (y) =>
        y
          .positional('sql', { type: 'string', demandOption: true, describe: 'one statement that only reads' })
          .positional('name', { type: 'string', array: true, describe: 'runs, or folders with runs; none: the results folder' })
          .option('format', {
            choices: ['table', 'csv', 'json'] as const,
            default: 'table' as const,
            requiresArg: true,
            describe: 'of the answer',
          })
          .option('results', RESULTS_OPTION)
          .option('json', JSON_OPTION),
      async (argv) => {
        const { query } = await import('./query.ts');
        const format = argv.json ? 'json' : argv.format;
        const names = [...(argv.name ?? []), ...argv._.slice(1).map(String)];
        await set(query({ sql: argv.sql, names, results: resultsFolder(argv.results), format }, streams));
      },
    )
    .command('model', 'simulate file operations: where the time goes, and what would change that', (y) => modelCommands(y, set))
    .command('lab', 'boots of a guest with real 9P, virtiofs and bounce buffers, on any Linux machine', (y) =>
      labCommands(y, set),
    );
}

function modelCommands(parser: Argv, set: (result: Promise<number> | number) => Promise<void>): Argv {
  return parser
    .command(
      'run [configuration]',
      'simulate a configuration; without one: the names that there are',
      (y) => y.positional('configuration', { type: 'string', describe: 'name, or file of JSON' }).options(MODEL_RUN_OPTIONS),
      async (argv) => {
        const { modelRun } = await import('./model/run.ts');
        const { configuration = null, operations = null, seed = null, json } = argv;
        await set(modelRun({ configuration, set: mentions(argv.set), operations, seed, json }, streams.out));
      },
    )
    .command(
      'sweep <configuration>',
      'simulate all combinations of some values, on all processors',
      (y) =>
        y
          .positional('configuration', { type: 'string', demandOption: true, describe: 'name, or file of JSON' })
          .options(MODEL_SWEEP_OPTIONS),
      async (argv) => {
        const { modelSweep } = await import('./model/sweep.ts');
        const { operations = null, seed = null, threads = null, out = null } = argv;
        await set(modelSweep({ ...argv, set: mentions(argv.set), operations, seed, threads, out }, streams, version()));
      },
    )
    .command(
      'validate <table>',
      'fit the model to one part of a published table and predict the other',
      (y) =>
        y.positional('table', { type: 'string', demandOption: true, describe: 'file of JSON' }).options(MODEL_VALIDATE_OPTIONS),
      async (argv) => {
        const { modelValidate } = await import('./model/validate.ts');
        await set(modelValidate(argv.table, argv.json, streams.out));
      },
    )
    .demandCommand(1, 'model: run, sweep or validate is missing');
}

function labCommands(parser: Argv, set: (result: Promise<number> | number) => Promise<void>): Argv {
  return parser
    .command(
      'setup',
      'check what the lab needs, and fetch kernels into the cache',
      (y) => y.options(LAB_SETUP_OPTIONS),
      async (argv) => {
        const { labSetup } = await import('./lab/setup.ts');
        const { kernelImage = null, kernelModules = null, mirror = null, ...rest } = argv;
        await set(labSetup({ ...rest, kernelImage, kernelModules, mirror }, streams));
      },
    )
    .command(
      'run [target..]',
      'boot guests and measure in each; their runs come back into the results folder',
      (y) =>
        y.positional('target', { type: 'string', array: true, describe: 'none: --transport chooses' }).options(LAB_RUN_OPTIONS),
      async (argv) => {
        const { labRun } = await import('./lab/run.ts');
        const limit = argv.bootLimit === undefined ? null : seconds('--boot-limit', argv.bootLimit, 'lab run');
        const { poolAreas = null, fault = [] } = argv;
        await set(labRun({ ...argv, poolAreas, fault, limit }, runFlags(argv, 'lab run'), streams));
      },
    )
    .command(
      'shell',
      'boot once: a shell in the guest, or one command',
      (y) => y.options(LAB_SHELL_OPTIONS),
      async (argv) => {
        const { labShell } = await import('./lab/shell.ts');
        const limitSeconds = seconds('--max-time', argv.maxTime, 'lab shell');
        await set(labShell({ ...argv, command: argv.command ?? null, limitSeconds }, streams));
      },
    )
    .demandCommand(1, 'lab: setup, run or shell is missing');
}

/**
 * An option that is given twice counts as given last, as scripts that append to a command line expect. yargs' own setting for this
 * (`duplicate-arguments-array`) would keep only the last target too.
 */
function keepLast(argv: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(argv)) if (Array.isArray(value) && !LISTS.has(name)) argv[name] = value.at(-1);
}

const LISTS: ReadonlySet<string> = new Set(['_', 'of', 'target', 'name', 'runs', 'folders', 'fault', 'set', ...LIST_OPTIONS]);

function resultsFolder(option: string | undefined): string {
  return resolve(option ?? join(projectFolder(), 'results'));
}

function badUsage(message: string): UserError {
  return new UserError({
    code: 'usage',
    what: 'the command line',
    got: message,
    expected: 'a command and options as mntbench --help lists them',
    fix: 'mntbench --help, or mntbench <command> --help',
  });
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as { version: string };
  return text;
}

/** A reader that went away (`| head`) is no error of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => reported(error, streams.err));
