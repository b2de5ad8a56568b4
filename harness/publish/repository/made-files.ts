import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import { indexCsv } from '../index-csv.ts';
import { ATTRIBUTES, ATTRIBUTES_TEXT, FORMAT, INDEX, README } from '../layout.ts';
import type { RunFiles } from '../ports.ts';
import { readme } from '../readme.ts';
import type { Contents } from './rows.ts';

const REPOSITORY_VERSION = 1;

/** repository.json: marks a results repository, and says which program wrote what is made from the runs. */
const formatSchema = z.object({ schemaVersion: z.number().int(), mntbench: z.string() });
export type Format = z.infer<typeof formatSchema>;

/** Null for a text that is none. */
export function parseFormat(text: string): Format | null {
  try {
    return formatSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function requireKnownFormat(format: Format | null, shown: string): void {
  if (format !== null && format.schemaVersion <= REPOSITORY_VERSION) return;
  throw new UserError({
    code: 'repository-format',
    what: 'the results repository is not in a form that this program knows',
    got: `${shown}, whose ${FORMAT} ${format === null ? 'cannot be read' : `is of version ${format.schemaVersion}`}`,
    expected: `version ${REPOSITORY_VERSION}`,
    fix: 'use a newer version of mntbench',
  });
}

/** By path: everything that is made anew at every publish. `found` is the format of the repository so far. */
export function madeFiles(contents: Contents, found: Format | null, files: RunFiles): ReadonlyMap<string, string> {
  const isOlder = found !== null && compareVersions(versionParts(files.version), versionParts(found.mntbench)) < 0;
  const format: Format = { schemaVersion: REPOSITORY_VERSION, mntbench: files.version };
  return new Map([
    [INDEX, indexCsv(contents.rows, files.csvText)],
    [README, readme(contents.rows, contents.machines, files)],
    // An older program does not take back what a newer one wrote.
    ...(isOlder
      ? []
      : [
          [FORMAT, `${JSON.stringify(format, null, 2)}\n`] as const,
          [ATTRIBUTES, ATTRIBUTES_TEXT] as const,
          ...[...files.schemas].map(([name, text]) => [`schema/${name}`, text] as const),
        ]),
  ]);
}
