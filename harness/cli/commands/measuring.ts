import type { CommandContext, Commands } from '../command-line.ts';
import { JSON_OPTION, RESULTS_OPTION, RUN_OPTIONS, runFlags } from '../run-options.ts';
import { resultsFolder } from './results-folder.ts';

/** What the machine is, what it measures, and what was measured. */
export function measuringCommands(parser: Commands, context: CommandContext): Commands {
  return parser
    .command(
      'run [target..]',
      'measure; with no target: every Windows drive, the native file system and tmpfs',
      (y) => y.positional('target', { type: 'string', array: true, describe: 'directory to measure' }).options(RUN_OPTIONS),
      async (argv) => {
        const { run } = await import('../run.ts');
        await context.done(run(runFlags(argv, 'run'), context.streams, context.version));
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
        const { doctor } = await import('../doctor.ts');
        await context.done(
          doctor({ json: argv.json, capture: argv.capture ?? null, from: argv.from ?? null }, context.streams.out),
        );
      },
    )
    .command(
      'list',
      'runs on disk',
      (y) => y.option('results', RESULTS_OPTION).option('json', JSON_OPTION),
      async (argv) => {
        const { list } = await import('../list.ts');
        await context.done(list(resultsFolder(argv.results), argv.json, context.streams));
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
        const { show } = await import('../show.ts');
        await context.done(show(argv.run, resultsFolder(argv.results), argv.json, context.streams));
      },
    );
}
