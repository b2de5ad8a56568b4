import type { Preview } from '../../publish/dry-run.ts';
import { pathOf } from '../../publish/layout.ts';
import type { PreparedRun } from '../../publish/prepare.ts';
import type { Published } from '../../publish/publish.ts';
import type { Composition } from '../../publish/repository/compose.ts';

/** `publish --json`. */
export function publishedDocument(done: readonly Published[]): unknown {
  return {
    schemaVersion: 1,
    dryRun: false,
    pushes: done.map(({ remote, sent, prepared }) => ({
      remote: remote.shown,
      branch: sent.branch,
      commit: sent.commit,
      attempts: sent.attempts,
      ...contents(sent, prepared),
    })),
  };
}

/** `publish --dry-run --json`: the same of a push that was not made. */
export function previewDocument(preview: Preview, shown: string): unknown {
  const { prepared, composition, branch, unreachable, nameIsNew } = preview;
  return { schemaVersion: 1, dryRun: true, remote: shown, branch, unreachable, nameIsNew, ...contents(composition, prepared) };
}

function contents(composition: Composition, prepared: readonly PreparedRun[]): Readonly<Record<string, unknown>> {
  const sums = new Map(
    prepared.flatMap(({ place, files }) => files.map((file): [string, string] => [`${pathOf(place)}/${file.name}`, file.sha256])),
  );
  return {
    published: composition.added.map(pathOf),
    alreadyThere: composition.alreadyThere.map(pathOf),
    withdrawn: composition.retracted.map(pathOf),
    unreadable: composition.unreadable,
    files: composition.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256: sha256 ?? sums.get(path) ?? null })),
    runs: prepared.map(({ place, changes, warnings }) => ({ path: pathOf(place), warnings, redacted: changes })),
  };
}
