import type { Preview } from '../../publish/dry-run.ts';
import { pathOf } from '../../publish/layout.ts';
import type { PreparedRun } from '../../publish/prepare.ts';
import type { Published } from '../../publish/publish.ts';
import { formatBytes } from '../../report/format.ts';
import { terminalText } from '../../report/terminal-text.ts';

export function publishedText({ remote, sent, prepared }: Published): string {
  const lines = [
    ...prepared.flatMap(({ warnings, place }) => warnings.map((warning) => `warning: ${pathOf(place)}: ${warning}`)),
    ...sent.unreadable.map((path) => `warning: ${path} cannot be read and is in no index; mntbench verify says why`),
    ...sent.alreadyThere.map((place) => `there already, with equal checksums: ${pathOf(place)}`),
    ...sent.added.map(
      (place) => `published: ${pathOf(place)}${sizes(prepared.find((run) => pathOf(run.place) === pathOf(place)))}`,
    ),
    ...sent.retracted.map((place) => `withdrawn: ${pathOf(place)}`),
    sent.commit === null
      ? `nothing to push: ${remote.shown}, branch ${sent.branch}, has all of it`
      : `pushed ${sent.commit.slice(0, 12)} to ${remote.shown}, branch ${sent.branch}${sent.attempts > 1 ? `, at attempt ${sent.attempts}` : ''}`,
  ];
  return lines.map((line) => `${terminalText(line)}\n`).join('');
}

function sizes(run: PreparedRun | undefined): string {
  if (run === undefined) return '';
  const bytes = run.files.reduce((sum, file) => sum + file.bytes, 0);
  const texts = run.changes.reduce((sum, { fields }) => sum + fields.length, 0);
  return `, ${run.files.length} files, ${formatBytes(bytes)}, ${texts} texts redacted`;
}

/** Everything that would leave the machine, and everything that would not. */
export function previewText({ prepared, composition, branch, unreachable, nameIsNew }: Preview, shown: string): string {
  const sums = new Map(
    prepared.flatMap(({ place, files }) => files.map((file): [string, string] => [`${pathOf(place)}/${file.name}`, file.sha256])),
  );
  const lines = [
    `would be sent to ${shown}${branch === null ? '' : `, branch ${branch}`}:`,
    ...composition.files.map(
      ({ path, bytes, sha256 }) => `  ${sha256 ?? sums.get(path) ?? ''.padEnd(64)}  ${String(bytes).padStart(10)}  ${path}`,
    ),
    ...composition.alreadyThere.map((place) => `  there already, with equal checksums: ${pathOf(place)}`),
    ...prepared.flatMap(redactions),
    ...(nameIsNew ? ["the machine's name is an example: the first publish makes the one that stays"] : []),
    ...(unreachable === null
      ? []
      : [
          `the repository was not asked: ${unreachable}`,
          'its README.md and index.csv would also have the runs that are there already',
        ]),
    'nothing was sent, and nothing was written',
  ];
  return lines.map((line) => `${terminalText(line)}\n`).join('');
}

function redactions({ place, changes, warnings }: PreparedRun): string[] {
  return [
    ...warnings.map((warning) => `warning: ${pathOf(place)}: ${warning}`),
    `redacted in run.json of ${pathOf(place)}:`,
    ...changes.map(({ before, after, fields: [field = '', ...more] }) => {
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      return `  ${JSON.stringify(before)} → ${JSON.stringify(after)}  in ${field}${others}`;
    }),
  ];
}
