import { expect, it } from 'vitest';
import { Playground } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

const usage = (got: string): string =>
  complaint(
    'the command line',
    got,
    'a command and options as mntbench --help lists them',
    'mntbench --help, or mntbench <command> --help',
  );
const option = (name: string, got: string, expected: string): string =>
  complaint(`option ${name}`, got, expected, 'mntbench run --help lists the options');
const unknown = (what: string, got: string, known: string): string =>
  complaint(`there is no such ${what}`, got, `one of ${known}`, 'check the spelling; mntbench run --help lists the workloads');

const WORKLOADS = 'small-file, repo-clone, package-install, tree-scan, build, probe';
const PRESETS = 'tiny, flat-1k, install-s, src-tree, node_modules-m, node_modules-l, linux-like';
const DURATION = 'a positive duration such as 90, 90s, 10m or 2h';
const RUN = ['run', 'target', '--workload', 'small-file', '--no-controls', '--max-time', '1'];

it.each([
  ['a missing command', [], usage('a command is missing')],
  ['an unknown command', ['measure'], usage('Unknown argument: measure')],
  ['an unknown option', [...RUN, '--fast'], usage('Unknown argument: fast')],
  ['an option without its value', [...RUN, '--seed'], usage('Not enough arguments following: seed')],
  ['an unknown workload', ['run', 'target', '-w', 'small-fil'], unknown('workload', '"small-fil"', WORKLOADS)],
  ['a target that an option swallowed', ['run', '-w', 'probe', 'target'], unknown('workload', '"target"', WORKLOADS)],
  ['an unknown preset', [...RUN, '--preset', 'huge'], unknown('preset of small-file', '"huge"', PRESETS)],
  ['a time that is no time', [...RUN, '--max-time', 'soon'], option('--max-time', '"soon"', DURATION)],
  ['no time at all', [...RUN, '--max-time', '0'], option('--max-time', '"0"', DURATION)],
  ['an impossible precision', [...RUN, '--precision', '0'], option('precision', '0', 'Too small: expected number to be >0')],
  ['no thread', [...RUN, '--concurrency', '0'], option('concurrency.0', '0', 'Too small: expected number to be >0')],
  ['too many threads', [...RUN, '-c', '1', '65'], option('concurrency.1', '65', 'Too big: expected number to be <=64')],
  [
    'threads that are no number',
    [...RUN, '--concurrency', 'many'],
    option('concurrency.0', 'NaN', 'Invalid input: expected number, received NaN'),
  ],
  ['a negative seed', [...RUN, '--seed', '-1'], option('seed', '-1', 'Too small: expected number to be >=0')],
  [
    'an empty target',
    ['run', '', '--workload', 'small-file', '--no-controls', '--max-time', '1'],
    option('targets.0', '""', 'Too small: expected string to have >=1 characters'),
  ],
  [
    'an option whose last mention is wrong',
    [...RUN, '--seed', '1', '--seed', '-1'],
    option('seed', '-1', 'Too small: expected number to be >=0'),
  ],
  [
    'a run to resume that is not there',
    [...RUN, '--resume', 'never'],
    complaint(
      'no such run',
      "never, which is neither a run's folder nor the id of one in <tmp>/own/results",
      'the folder of a run (it holds run.json), a run id, or `latest`',
      'mntbench list shows the runs',
    ),
  ],
])('%s is refused with what, got, expected and fix', async (_, args, message) => {
  await using playground = new Playground();
  expect(await refusal(playground, args)).toBe(message);
});
