import yargs, { type Argv } from 'yargs';
import { UserError } from '../core/errors.ts';
import type { Streams } from './exit.ts';
import { LIST_OPTIONS } from './run-options.ts';

/** The only import of the library that reads command lines. */
export type Commands = Argv;

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly streams: Streams;
  /** Of this program. */
  readonly version: string;
  /** Takes the exit code. */
  done(result: Promise<number> | number): Promise<void>;
}

/** Without any command yet. */
export function commandLine(args: readonly string[], version: string): Commands {
  return yargs([...args])
    .scriptName('mntbench')
    .usage('Measures real work on files across the WSL 2 boundary.\n\n$0 <command>')
    .version(version)
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
    });
}

/**
 * An option that is given twice counts as given last, as scripts that append to a command line expect. yargs' own setting for this
 * (`duplicate-arguments-array`) would keep only the last target too.
 */
function keepLast(argv: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(argv)) if (Array.isArray(value) && !LISTS.has(name)) argv[name] = value.at(-1);
}

const LISTS: ReadonlySet<string> = new Set([
  ...['_', 'of', 'target', 'name', 'runs', 'beside', 'folders', 'fault', 'set'],
  ...LIST_OPTIONS,
]);

function badUsage(message: string): UserError {
  return new UserError({
    code: 'usage',
    what: 'the command line',
    got: message,
    expected: 'a command and options as mntbench --help lists them',
    fix: 'mntbench --help, or mntbench <command> --help',
  });
}
