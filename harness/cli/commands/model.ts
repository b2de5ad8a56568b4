import type { CommandContext, Commands } from '../command-line.ts';
import { MODEL_RUN_OPTIONS, MODEL_SWEEP_OPTIONS, MODEL_VALIDATE_OPTIONS, mentions } from '../model/options.ts';

export function modelCommands(parser: Commands, context: CommandContext): Commands {
  return parser
    .command(
      'run [configuration]',
      'simulate a configuration; without one: the names that there are',
      (y) => y.positional('configuration', { type: 'string', describe: 'name, or file of JSON' }).options(MODEL_RUN_OPTIONS),
      async (argv) => {
        const { modelRun } = await import('../model/run.ts');
        const { configuration = null, operations = null, seed = null, json } = argv;
        await context.done(modelRun({ configuration, set: mentions(argv.set), operations, seed, json }, context.streams.out));
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
        const { modelSweep } = await import('../model/sweep.ts');
        const { operations = null, seed = null, threads = null, out = null } = argv;
        await context.done(
          modelSweep({ ...argv, set: mentions(argv.set), operations, seed, threads, out }, context.streams, context.version),
        );
      },
    )
    .command(
      'validate <table>',
      'fit the model to one part of a published table and predict the other',
      (y) =>
        y.positional('table', { type: 'string', demandOption: true, describe: 'file of JSON' }).options(MODEL_VALIDATE_OPTIONS),
      async (argv) => {
        const { modelValidate } = await import('../model/validate.ts');
        await context.done(modelValidate(argv.table, argv.json, context.streams.out));
      },
    )
    .demandCommand(1, 'model: run, sweep or validate is missing');
}
