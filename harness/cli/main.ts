import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { type Complaint, errorCode, UserError } from '../core/errors.ts';
import { projectFolder } from '../system/folders.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

/**
 * The command line. Commands are imported when they are called: `--help` must not wait for libraries that it does not need.
 * Nothing else sets the exit code.
 */
const streams: Streams = { out: process.stdout, err: process.stderr };

const json = { type: 'boolean', default: false, describe: 'print one JSON document' } as const;
const results = { type: 'string', describe: 'folder of the runs', requiresArg: true } as const;

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
      (y) =>
        y
          .positional('target', { type: 'string', array: true, describe: 'directory to measure' })
          .option('workload', {
            alias: 'w',
            type: 'string',
            array: true,
            describe: 'small-file repo-clone package-install tree-scan build probe',
          })
          .option('preset', { type: 'string', requiresArg: true, describe: 'size of the workloads; auto lets a pilot choose' })
          .option('quick', { type: 'boolean', default: false, describe: 'small presets, done within a minute' })
          .option('concurrency', { alias: 'c', type: 'number', array: true, describe: 'threads of small-file, one trial each' })
          .option('precision', {
            type: 'number',
            requiresArg: true,
            describe: 'stop when each 95 % interval is within this share of its median',
          })
          .option('max-time', { type: 'string', requiresArg: true, describe: 'for everything: 90, 90s, 10m, 2h' })
          .option('cold', { type: 'boolean', describe: 'measure with dropped guest caches too (root)' })
          .option('controls', { type: 'boolean', describe: 'add native file system and tmpfs; --no-controls leaves them out' })
          .option('repo', {
            type: 'string',
            requiresArg: true,
            describe: 'path or URL that repo-clone clones, in place of a generated repository',
          })
          .option('project', {
            type: 'string',
            requiresArg: true,
            describe: 'folder whose package-lock.json package-install installs',
          })
          .option('seed', { type: 'number', requiresArg: true, describe: 'of order, trees and contents' })
          .option('resume', {
            type: 'string',
            requiresArg: true,
            describe: 'go on with an interrupted run: its folder, its id or latest',
          })
          .option('config', { type: 'string', requiresArg: true, describe: 'instead of bench.config.ts' })
          .option('results', results)
          .option('json', json),
      async (argv) => {
        const { run } = await import('./run.ts');
        // What stands after `--` is not parsed: yargs leaves it beside the command's own name.
        const targets = [...(argv.target ?? []), ...argv._.slice(1).map(String)];
        const maxTime = argv.maxTime === undefined ? undefined : seconds(argv.maxTime);
        await set(run({ ...argv, targets, maxTime }, streams, version()));
      },
    )
    .command(
      'doctor',
      'what this machine runs: transports, DMA pool, settings, findings with remedies',
      (y) =>
        y
          .option('capture', { type: 'string', requiresArg: true, describe: 'save what was read, redacted, in this folder' })
          .option('from', { type: 'string', requiresArg: true, describe: 'read such a folder in place of this machine' })
          .option('json', json),
      async (argv) => {
        const { doctor } = await import('./doctor.ts');
        await set(doctor({ json: argv.json, capture: argv.capture ?? null, from: argv.from ?? null }, streams.out));
      },
    )
    .command(
      'list',
      'runs on disk',
      (y) => y.option('results', results).option('json', json),
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
          .option('results', results)
          .option('json', json),
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
          .option('json', json),
      async (argv) => {
        const { verify } = await import('./verify.ts');
        await set(verify(resolve(argv.folder), argv.json, streams));
      },
    )
    .command('lab', 'boots of a guest with real 9P, virtiofs and bounce buffers, on any Linux machine', (y) =>
      labCommands(y, set),
    );
}

function labCommands(parser: Argv, set: (result: Promise<number> | number) => Promise<void>): Argv {
  return parser
    .command(
      'setup',
      'check what the lab needs, and fetch kernels into the cache',
      (y) =>
        y
          .option('kernel', {
            type: 'string',
            requiresArg: true,
            default: '6.1',
            describe: 'series, by commas: 6.1, 6.12, 6.18, 7',
          })
          .option('kernel-image', { type: 'string', requiresArg: true, describe: 'bzImage of a kernel of your own' })
          .option('kernel-modules', { type: 'string', requiresArg: true, describe: 'its lib/modules/<release>' })
          .option('mirror', { type: 'string', requiresArg: true, describe: "of Debian; default: the machine's own" })
          .option('refresh', { type: 'boolean', default: false, describe: 'look for newer kernels than those in the cache' })
          .option('json', json),
      async (argv) => {
        const { labSetup } = await import('./lab.ts');
        const { kernelImage = null, kernelModules = null, mirror = null, ...rest } = argv;
        await set(labSetup({ ...rest, kernelImage, kernelModules, mirror }, streams));
      },
    )
    .command(
      'shell',
      'boot once: a shell in the guest, or one command',
      (y) =>
        y
          .option('kernel', { type: 'string', requiresArg: true, default: '6.1', describe: '6.1, 6.12, 6.18, 7 or custom' })
          .option('command', { type: 'string', requiresArg: true, describe: 'for /bin/sh in the guest' })
          .option('accel', { choices: ['tcg', 'kvm'] as const, default: 'tcg' as const, describe: 'emulated, or by /dev/kvm' })
          .option('cpus', { type: 'number', requiresArg: true, default: 2, describe: 'processors of the guest' })
          .option('memory', { type: 'number', requiresArg: true, default: 1024, describe: 'of the guest, in MiB' })
          .option('max-time', { type: 'string', requiresArg: true, default: '5m', describe: 'for a command, boot included' }),
      async (argv) => {
        const { labShell } = await import('./lab.ts');
        const { kernel, command = null, accel: accelerator, cpus, memory: memoryMiB } = argv;
        await set(labShell({ kernel, command, accelerator, cpus, memoryMiB, limitSeconds: seconds(argv.maxTime) }, streams));
      },
    )
    .demandCommand(1, 'lab: setup or shell is missing');
}

/**
 * An option that is given twice counts as given last, as scripts that append to a command line expect. yargs' own setting for this
 * (`duplicate-arguments-array`) would keep only the last target too.
 */
function keepLast(argv: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(argv)) if (Array.isArray(value) && !LISTS.has(name)) argv[name] = value.at(-1);
}

const LISTS: ReadonlySet<string> = new Set(['_', 'target', 'workload', 'w', 'concurrency', 'c']);

function resultsFolder(option: string | undefined): string {
  return resolve(option ?? join(projectFolder(), 'results'));
}

/** `90`, `90s`, `10m`, `2h` in seconds. */
function seconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  const scale = { s: 1, m: 60, h: 3600 } as const;
  const value = match === null ? Number.NaN : Number(match[1]) * scale[(match[2] ?? 's') as keyof typeof scale];
  if (value > 0) return value;
  throw badOption('--max-time', text, 'a positive duration such as 90, 90s, 10m or 2h');
}

function badOption(name: string, got: string, expected: string): UserError {
  return new UserError({
    code: 'option-invalid',
    what: `option ${name}`,
    got: JSON.stringify(got),
    expected,
    fix: 'mntbench run --help lists the options',
  });
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

async function reported(error: unknown): Promise<ExitCode> {
  const complaint = error instanceof UserError ? error.complaint : complaintOfMachine(error);
  if (complaint === null) throw error;
  const { complaintText } = await import('../report/complaint.ts');
  streams.err.write(complaintText(complaint));
  return EXIT.input;
}

/** What the machine refuses anywhere (a full disk, a folder of somebody else) is no bug of ours: the user can change it. */
function complaintOfMachine(error: unknown): Complaint | null {
  if (!(error instanceof Error) || !REFUSALS.has(errorCode(error) ?? '') || !('syscall' in error)) return null;
  return {
    code: 'machine-refused',
    what: 'a file or folder that mntbench needs cannot be used',
    got: error.message,
    expected: 'room and permission to write in the cache, the state and the results folder',
    fix: 'make room, change the permissions, or name other folders: XDG_CACHE_HOME, XDG_STATE_HOME, --results',
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EIO']);

/** A reader that went away (`| head`) is no error of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2)).catch(reported);
