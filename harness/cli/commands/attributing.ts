import type { CommandContext, Commands } from '../command-line.ts';
import { JSON_OPTION, RESULTS_OPTION } from '../run-options.ts';
import { resultsFolder } from './results-folder.ts';

/** Where the time goes. */
export function attributingCommands(parser: Commands, context: CommandContext): Commands {
  return parser.command(
    'attribute <runs..>',
    'where the time of each operation goes, layer by layer',
    (y) =>
      y
        .positional('runs', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'boots of one configuration: folders, globs, ids or latest',
        })
        .option('cells', {
          type: 'string',
          requiresArg: true,
          describe: 'all, probe, or a pattern like "read.*"; none: the telling ones',
        })
        .option('beside', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'boots of another configuration: which layers differ, and by how much',
        })
        .option('advice', { type: 'boolean', default: false, describe: 'what would make it faster, and by how much' })
        .option('results', RESULTS_OPTION)
        .option('json', JSON_OPTION),
    async (argv) => {
      const { attribute } = await import('../attribute.ts');
      const { runs, beside = [], json, advice, cells = null } = argv;
      await context.done(attribute({ runs, beside, json, advice, cells }, resultsFolder(argv.results), context.streams));
    },
  );
}
