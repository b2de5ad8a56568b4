import type { CommandContext, Commands } from '../command-line.ts';
import { AA_OPTIONS, COMPARE_OPTIONS, compareRequest, ruleFrom } from '../compare/options.ts';
import { HISTORY_OPTIONS, historyRequest } from '../history/options.ts';
import { JSON_OPTION, RESULTS_OPTION, runFlags } from '../run-options.ts';
import { resultsFolder } from './results-folder.ts';

/** Whether something changed, and how far that can be trusted. */
export function comparingCommands(parser: Commands, context: CommandContext): Commands {
  return parser
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
        const { compare } = await import('../compare.ts');
        await context.done(compare(compareRequest(argv), resultsFolder(argv.results), context.streams));
      },
    )
    .command(
      'aa [target..]',
      'the same configuration against itself: the noise floor, and how often the rule raises a false alarm',
      (y) =>
        y.positional('target', { type: 'string', array: true, describe: 'directory to measure, as for run' }).options(AA_OPTIONS),
      async (argv) => {
        const { aa } = await import('../aa.ts');
        await context.done(aa(argv.of ?? [], runFlags(argv, 'aa'), ruleFrom(argv, 'aa'), context.streams, context.version));
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
        const { history } = await import('../history.ts');
        await context.done(history({ ...historyRequest(argv), results: resultsFolder(argv.results) }, context.streams));
      },
    );
}
