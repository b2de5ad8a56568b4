import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../harness/core/workload.ts';
import { TREES } from '../inputs/presets.ts';
import { planTree } from '../inputs/tree.ts';
import { gitCommand } from '../isolation.ts';
import { planHistory } from './history.ts';
import { labelOf, openRequest, play, runProgram, temporaryFolder } from './testing/play.ts';
import { tasks } from './worker.ts';
import { workload } from './workload.ts';

const STATUS = 'status --porcelain';

describe('the generated repository', () => {
  it('is the same everywhere: commit ids cover every byte of it', async () => {
    const root = temporaryFolder();
    await using session = await workload.open(openRequest(workload, root, join(root, 'home'), {}));
    expect(session.inputs).toMatchInlineSnapshot(`
      [
        {
          "facts": {
            "bytes": 207403,
            "changedFiles": 6,
            "commits": 20,
            "files": 60,
            "head": "bba295d7d2e5707fe4d9e43f676cd65c47fb8443",
            "other": "2b97c2b04e1f8c675dd8685f54aecf56b73174f8",
          },
          "name": "repository",
          "sha256": "a38a0e2e675d86d1e256b0393f2abec7fb263f7456e745d6f23a2ac1b9c77229",
        },
      ]
    `);
  });

  it('is another one for another seed', async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    await using first = await workload.open(openRequest(workload, one, one, { seed: 1 }));
    await using second = await workload.open(openRequest(workload, two, two, { seed: 2 }));
    expect(first.inputs[0]?.sha256).not.toBe(second.inputs[0]?.sha256);
    expect(first.inputs[0]?.facts.bytes).toBe(second.inputs[0]?.facts.bytes);
  });

  it('has one pack and no loose object', async () => {
    const root = temporaryFolder();
    await using _session = await workload.open(openRequest(workload, root, root, {}));
    const kinds = join(root, 'store', 'repository');
    const bare = join(kinds, readdirSync(kinds)[0] ?? '', 'repo.git');
    const counts = await runProgram(gitCommand(bare, ['count-objects', '-v']), root);
    expect(counts).toMatch(/^count: 0\n/);
    expect(counts).toMatch(/\npacks: 1\n/);
  });

  it('ends with every planned file on main and a tenth of them changed on other', () => {
    const { files } = planTree(TREES['install-s'], 7);
    const history = planHistory(files, 30, 7);
    const onMain = new Set(
      history.filter(({ branch }) => branch === 'main').flatMap(({ written }) => written.map(({ path }) => path)),
    );
    expect([...onMain].sort()).toEqual(files.map(({ path }) => path).sort());
    const other = history.filter(({ branch }) => branch === 'other');
    expect(other).toHaveLength(1);
    expect((other[0]?.written.length ?? 0) + (other[0]?.deleted.length ?? 0)).toBe(Math.ceil(files.length / 10));
  });
});

describe('a block', () => {
  it('measures six phases and proves each but the removal', async () => {
    const { steps, problems } = await play(workload, temporaryFolder(), { blocks: 2 });
    expect(problems).toEqual([]);
    const checked = new Set(steps.flatMap(({ checks }) => checks));
    const phases = ['clone', 'status-racy', 'status-settled', 'checkout'];
    expect([...checked].sort()).toEqual([...phases].sort());
    expect(steps.map(({ label }) => label).filter((label) => [...phases, 'remove'].includes(label))).toEqual([
      ...phases,
      ...phases,
      'remove',
      'remove',
    ]);
  });

  it('notices a changed byte, although size and time are as before', async () => {
    const { steps } = await play(workload, temporaryFolder(), { before: once(STATUS, flipByteKeepingTimes) });
    const failed = steps.filter(({ error }) => error !== null);
    expect(failed[0]).toMatchObject({ label: STATUS, checks: ['clone', 'status-racy', 'status-settled'] });
  });

  it('notices a missing file', async () => {
    const { problems } = await play(workload, temporaryFolder(), { before: once(STATUS, (at) => rmSync(anyFile(at))) });
    expect(problems[0]).toMatch(/^status --porcelain: expected no output, got D /);
  });

  it('notices a file too many', async () => {
    const { problems } = await play(workload, temporaryFolder(), {
      before: once(STATUS, (at) => writeFileSync(join(at, 'extra'), '')),
    });
    expect(problems[0]).toBe('status --porcelain: expected no output, got ?? extra');
  });

  it('notices a damaged pack', async () => {
    const damage = (at: string): void => {
      const packs = join(at, '.git/objects/pack');
      const pack = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '');
      const bytes = readFileSync(pack);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      rmSync(pack);
      writeFileSync(pack, bytes);
    };
    const { problems } = await play(workload, temporaryFolder(), { before: once('fsck --no-dangling --no-progress', damage) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^fsck/);
  });
});

describe('the date of the index', () => {
  // With these settings git has nothing but size and mtime to go by, and the change below keeps both.
  const blind = ['-c', 'core.trustctime=false', '-c', 'core.checkStat=minimal', 'status', '--porcelain'];

  it('decides whether a status reads the files again', async () => {
    const root = temporaryFolder();
    const repository = ownRepository(root, 'work', 1);
    const status = (): Promise<string> => runProgram(gitCommand(repository, blind), root);
    tasks['distrust-index']?.({ repository });
    await status();
    tasks['settle-index']?.({ repository });
    flipByteKeepingTimes(repository);
    expect(await status()).toBe('');
    tasks['distrust-index']?.({ repository });
    expect(await status()).toMatch(/^M /);
  });

  it('cannot be settled before a status has refreshed the index', () => {
    const repository = ownRepository(temporaryFolder(), 'work', 1);
    tasks['distrust-index']?.({ repository });
    expect(() => tasks['settle-index']?.({ repository })).toThrow('did not write the index');
  });
});

describe('--repo', () => {
  it('clones HEAD and switches to the other branch', async () => {
    const root = temporaryFolder();
    const repository = ownRepository(root, 'mine', 2);
    const { inputs, steps, problems } = await play(workload, root, { repository });
    expect(problems).toEqual([]);
    expect(inputs[0]?.facts).toMatchObject({ files: 2, commits: 2, changedFiles: 1 });
    expect(steps.map(({ label }) => label)).toContain('checkout');
  });

  it('switches to an older commit when there is one branch', async () => {
    const root = temporaryFolder();
    const repository = ownRepository(root, 'mine', 3);
    gitHere(repository, ['branch', '-q', '-D', 'topic']);
    const { inputs, problems } = await play(workload, root, { repository });
    expect(problems).toEqual([]);
    expect(inputs[0]?.facts).toMatchObject({ files: 3, changedFiles: 2 });
  });

  it('leaves the switch out when there is one state only', async () => {
    const root = temporaryFolder();
    const repository = ownRepository(root, 'mine', 1);
    const { steps, problems } = await play(workload, root, { repository });
    expect(problems).toEqual([]);
    expect(steps.map(({ label }) => label)).not.toContain('checkout');
  });

  it('says what is wrong with a folder that is no repository', async () => {
    const root = temporaryFolder();
    const opened = workload.open(openRequest(workload, root, root, { repository: join(root, 'nothing-here') }));
    await expect(opened).rejects.toMatchObject({ complaint: { code: 'repository-not-usable' } });
  });
});

/** Calls `plant` with the work tree before the first step of that label. */
function once(label: string, plant: (workTree: string) => void): (step: Parameters<typeof labelOf>[0], place: Place) => void {
  let isPlanted = false;
  return (step, place) => {
    if (isPlanted || labelOf(step) !== label) return;
    isPlanted = true;
    plant(join(place.directory, 'repository'));
  };
}

function anyFile(workTree: string): string {
  const entry = readdirSync(workTree, { withFileTypes: true, recursive: true }).find(
    (one) => one.isFile() && !one.parentPath.includes('.git') && statSync(join(one.parentPath, one.name)).size > 0,
  );
  if (entry === undefined) throw new Error(`no file in ${workTree}`);
  return join(entry.parentPath, entry.name);
}

function flipByteKeepingTimes(workTree: string): void {
  const file = anyFile(workTree);
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}

function gitHere(cwd: string, args: readonly string[]): void {
  const { env } = gitCommand(cwd, args);
  execFileSync('git', args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } });
}

/** A repository with `commits` files on main, one per commit, and with a branch `topic` at the first one where there are several. */
function ownRepository(root: string, name: string, commits: number): string {
  const directory = join(root, name);
  mkdirSync(directory);
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const git = (...args: string[]): void => gitHere(directory, [...identity, ...args]);
  git('init', '-q', '--initial-branch=main');
  for (let index = 0; index < commits; index++) {
    writeFileSync(join(directory, `file-${index}`), `content ${index}\n`);
    git('add', '.');
    git('commit', '-q', '-m', `Commit ${index}`);
    if (index === 0 && commits > 1) git('branch', 'topic');
  }
  return directory;
}
