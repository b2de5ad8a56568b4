import { resolve } from 'node:path';
import type { CommandContext, Commands } from '../command-line.ts';
import { EXPORT_OPTIONS } from '../export/options.ts';
import { PUBLISH_OPTIONS, publishOptions } from '../publish/options.ts';
import { JSON_OPTION, RESULTS_OPTION } from '../run-options.ts';
import { resultsFolder } from './results-folder.ts';

/** What others get, and what is got from others. */
export function sharingCommands(parser: Commands, context: CommandContext): Commands {
  return parser
    .command(
      'export <runs..>',
      'files for other tools: benchstat, hyperfine, fio, HdrHistogram, OpenMetrics and more',
      (y) =>
        y
          .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'folders, globs, ids or latest' })
          .options(EXPORT_OPTIONS),
      async (argv) => {
        const { exportRuns } = await import('../export.ts');
        const { format, level, out = null } = argv;
        await context.done(
          exportRuns(argv.runs, resultsFolder(argv.results), { format, level, out }, context.streams, context.version),
        );
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
        const { query } = await import('../query.ts');
        const format = argv.json ? 'json' : argv.format;
        const names = [...(argv.name ?? []), ...argv._.slice(1).map(String)];
        await context.done(query({ sql: argv.sql, names, results: resultsFolder(argv.results), format }, context.streams));
      },
    )
    .command(
      'publish [runs..]',
      'put runs into a results repository: checked, without names and paths, safe beside other publishers',
      (y) =>
        y.positional('runs', { type: 'string', array: true, describe: 'folders, globs, ids or latest' }).options(PUBLISH_OPTIONS),
      async (argv) => {
        const { publishRuns } = await import('../publish.ts');
        await context.done(publishRuns(publishOptions(argv), resultsFolder(argv.results), context.streams, context.version));
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
        const { verify } = await import('../verify.ts');
        await context.done(verify(resolve(argv.folder), argv.json, context.streams, context.version));
      },
    );
}
