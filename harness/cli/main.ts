import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../system/folders.ts';
import { type CommandContext, type Commands, commandLine } from './command-line.ts';
import { attributingCommands } from './commands/attributing.ts';
import { comparingCommands } from './commands/comparing.ts';
import { labCommands } from './commands/lab.ts';
import { measuringCommands } from './commands/measuring.ts';
import { modelCommands } from './commands/model.ts';
import { sharingCommands } from './commands/sharing.ts';
import { EXIT, type Streams } from './exit.ts';
import { reported } from './reported.ts';

/**
 * The command line. Commands are imported when they are called: `--help` must not wait for libraries that it does not need.
 * Nothing else sets the exit code.
 */
const streams: Streams = { out: process.stdout, err: process.stderr };

async function main(args: readonly string[]): Promise<number> {
  // Ours, except for lab shell, which hands on the code of what ran in the guest.
  let code: number = EXIT.done;
  const context: CommandContext = {
    streams,
    version: version(),
    done: async (result) => {
      code = await result;
    },
  };
  await commands(commandLine(args, context.version), context).parseAsync();
  return code;
}

/** In the order of their use. */
function commands(parser: Commands, context: CommandContext): Commands {
  const own = comparingCommands(attributingCommands(measuringCommands(parser, context), context), context);
  return sharingCommands(own, context)
    .command('model', 'simulate file operations: where the time goes, and what would change that', (y) =>
      modelCommands(y, context),
    )
    .command('lab', 'boots of a guest with real 9P, virtiofs and bounce buffers, on any Linux machine', (y) =>
      labCommands(y, context),
    );
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
