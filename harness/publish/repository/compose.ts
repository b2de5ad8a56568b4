import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { sha256 } from '../checksums.ts';
import type { Git } from '../git/git.ts';
import { classified, FORMAT, isOwners, pathOf, RETRACTED, type RunPlace } from '../layout.ts';
import type { RunFiles } from '../ports.ts';
import { type Format, madeFiles, parseFormat, requireKnownFormat } from './made-files.ts';
import { type Addition, additionTo, type PayloadFile } from './payload.ts';
import { contentsOf } from './rows.ts';
import { entriesOf, Staging, storeFiles, type TreeEntry } from './tree.ts';

export interface ComposeRequest {
  readonly git: Git;
  readonly folder: string;
  /** Of this publish; each attempt uses a new folder in it. */
  readonly work: string;
  /** Newest commit of the branch; null where there is none. */
  readonly base: string | null;
  readonly payload: readonly PayloadFile[];
  readonly identity: Readonly<Record<string, string>>;
  /** The remote, for messages. */
  readonly shown: string;
}

export interface SentFile {
  readonly path: string;
  readonly bytes: number;
  /** Null for a run's file whose sum stands in its SHA256SUMS. */
  readonly sha256: string | null;
}

/** One commit on top of the newest one; null when that has everything already. */
export interface Composition extends Omit<Addition, 'files'> {
  readonly commit: string | null;
  readonly files: readonly SentFile[];
  /** Runs of others that cannot be read, and so are in no index. */
  readonly unreadable: readonly string[];
}

/** Adds the runs to the newest state and makes index and README anew: this is the rebase, and it cannot conflict. */
export async function compose(request: ComposeRequest, files: RunFiles): Promise<Composition> {
  const { git, folder, work, base, payload, identity, shown } = request;
  mkdirSync(work);
  const staging = new Staging(git, work);
  const existing = base === null ? [] : await entriesOf(git, base);
  const found = await formatOf(git, existing, shown);
  const { files: added, ...addition } = additionTo(existing, payload, shown);
  await staging.readTree(base);
  await staging.put(added);
  const entries = await entriesOf(git, await staging.writeTree());
  const contents = await contentsOf(entries, staging, { work, folder }, files);
  const made = madeFiles(contents, found, files);
  const stored = await storeTexts(git, join(work, 'made'), made);
  await staging.put(stored);
  const tree = await staging.writeTree();
  const unreadable = contents.unreadable;
  const before = new Map(existing.map(({ path, oid }) => [path, oid]));
  const sent = [...added, ...stored].filter(({ path, oid }) => before.get(path) !== oid);
  if (sent.length === 0) return { ...addition, commit: null, files: [], unreadable };
  const sizes = new Map(entries.map(({ path, bytes }) => [path, bytes ?? 0]));
  return {
    ...addition,
    unreadable,
    commit: await commitOf(git, tree, base, messageOf(addition), identity),
    files: await Promise.all(sent.map((file) => sentFile(git, file, made.get(file.path), sizes.get(file.path) ?? 0))),
  };
}

export async function commitOf(
  git: Git,
  tree: string,
  parent: string | null,
  message: string,
  identity: Readonly<Record<string, string>>,
): Promise<string> {
  const parents = parent === null ? [] : ['-p', parent];
  return (await git.local(['commit-tree', ...parents, '-m', message, tree], { env: identity })).trim();
}

async function sentFile(git: Git, { path, oid }: PayloadFile, made: string | undefined, bytes: number): Promise<SentFile> {
  const file = classified(path);
  const isOfRun = file?.kind === 'run' && file.name !== RETRACTED;
  if (made === undefined && isOfRun) return { path, bytes, sha256: null };
  const text = made ?? (await git.local(['cat-file', 'blob', oid]));
  return { path, bytes: Buffer.byteLength(text), sha256: sha256(Buffer.from(text)) };
}

async function storeTexts(git: Git, folder: string, texts: ReadonlyMap<string, string>): Promise<PayloadFile[]> {
  const paths = [...texts.keys()];
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const oids = await storeFiles(
    git,
    paths.map((path) => join(folder, path)),
  );
  return paths.map((path, index) => ({ path, oid: oids[index] as string }));
}

/** A repository of something else is not made one of results by a slip of the hand. */
async function formatOf(git: Git, existing: readonly TreeEntry[], shown: string): Promise<Format | null> {
  const entry = existing.find(({ path }) => path === FORMAT);
  if (entry !== undefined) {
    const isSmall = entry.type === 'blob' && entry.bytes !== null && entry.bytes < MOST_FORMAT_BYTES;
    const format = isSmall ? parseFormat(await git.local(['cat-file', 'blob', entry.oid])) : null;
    requireKnownFormat(format, shown);
    return format;
  }
  const foreign = existing.find(({ path }) => classified(path) === null && !isOwners(path));
  if (foreign === undefined) return null;
  throw new UserError({
    code: 'not-a-results-repository',
    what: 'the repository is no results repository',
    got: `${shown}, which has no ${FORMAT} but ${foreign.path}`,
    expected: `an empty repository, or one with ${FORMAT}`,
    fix: 'make a new repository, or name an empty branch by --branch',
  });
}

const MOST_FORMAT_BYTES = 65_536;

function messageOf({ added, retracted }: Omit<Addition, 'files'>): string {
  if (added.length === 0 && retracted.length === 0) return 'Make index and README anew';
  const [only] = added;
  const title =
    added.length === 0
      ? `Withdraw ${counted(retracted)}`
      : only !== undefined && added.length === 1
        ? `Add run ${only.runId} of ${only.machine} on ${only.kernel}`
        : `Add ${counted(added)}`;
  const lines = [...added.map(pathOf), ...retracted.map((place) => `${pathOf(place)} withdrawn`)];
  return `${title}\n\n${lines.join('\n')}`;
}

function counted(places: readonly RunPlace[]): string {
  return `${places.length} run${places.length === 1 ? '' : 's'}`;
}
