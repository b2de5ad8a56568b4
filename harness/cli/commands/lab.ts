import type { CommandContext, Commands } from '../command-line.ts';
import { LAB_RUN_OPTIONS, LAB_SETUP_OPTIONS, LAB_SHELL_OPTIONS } from '../lab/options.ts';
import { seconds } from '../option-values.ts';
import { runFlags } from '../run-options.ts';

export function labCommands(parser: Commands, context: CommandContext): Commands {
  return parser
    .command(
      'setup',
      'check what the lab needs, and fetch kernels into the cache',
      (y) => y.options(LAB_SETUP_OPTIONS),
      async (argv) => {
        const { labSetup } = await import('../lab/setup.ts');
        const { kernelImage = null, kernelModules = null, mirror = null, ...rest } = argv;
        await context.done(labSetup({ ...rest, kernelImage, kernelModules, mirror }, context.streams));
      },
    )
    .command(
      'run [target..]',
      'boot guests and measure in each; their runs come back into the results folder',
      (y) =>
        y.positional('target', { type: 'string', array: true, describe: 'none: --transport chooses' }).options(LAB_RUN_OPTIONS),
      async (argv) => {
        const { labRun } = await import('../lab/run.ts');
        const limit = argv.bootLimit === undefined ? null : seconds('--boot-limit', argv.bootLimit, 'lab run');
        const { poolAreas = null, fault = [] } = argv;
        await context.done(labRun({ ...argv, poolAreas, fault, limit }, runFlags(argv, 'lab run'), context.streams));
      },
    )
    .command(
      'shell',
      'boot once: a shell in the guest, or one command',
      (y) => y.options(LAB_SHELL_OPTIONS),
      async (argv) => {
        const { labShell } = await import('../lab/shell.ts');
        const limitSeconds = seconds('--max-time', argv.maxTime, 'lab shell');
        await context.done(labShell({ ...argv, command: argv.command ?? null, limitSeconds }, context.streams));
      },
    )
    .demandCommand(1, 'lab: setup, run or shell is missing');
}
