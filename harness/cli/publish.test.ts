import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRun } from '../publish/testing/copy-run.ts';
import { jsonSchemas } from '../record/json-schemas.ts';
import { Playground, TINY } from './testing/playground.ts';
import { IDENTITY, Publishing } from './testing/publishing.ts';

let original: Playground;
beforeAll(async () => {
  original = new Playground();
  const { code, stderr } = await original.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => original[Symbol.asyncDispose]());

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.startsWith('.git/'))
    .sort();

describe('publish', () => {
  it('puts a run into an empty repository, from which every reader takes it', async () => {
    await using place = new Publishing();
    const repository = place.bare('results.git', 'trunk');
    const { code, stdout, stderr } = await place.publish(place.copyOf(original, 1), '--to', repository, '--label', 'my laptop');
    expect([code, stdout], stderr).toEqual([
      0,
      expect.stringMatching(/^published: m-[0-9a-f]{8}\/.*\npushed [0-9a-f]{12} to .*, branch trunk\n$/),
    ]);
    const clone = place.clone(repository);
    expect(files(clone).filter((name) => !name.includes('/') || name.startsWith('schema/'))).toEqual([
      '.gitattributes',
      'README.md',
      'index.csv',
      'repository.json',
      ...Object.keys(jsonSchemas())
        .sort()
        .map((name) => `schema/${name}.schema.json`),
    ]);
    expect(place.git(['log', '--format=%an <%ae> %ad %s', '--date=format:%z'], clone)).toMatch(
      /^Ada Example <ada@example.org> \+0000 Add run 20260101T000001Z-000001 of m-/,
    );
    expect(readFileSync(join(clone, 'README.md'), 'utf8')).toContain('my laptop');
    const verified = await place.program(['verify', clone]);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^ok {2}m-.*\n1 run, all in order\n$/)]);
    const listed = await place.program(['list', '--results', clone]);
    expect(listed.stdout).toContain('20260101T000001Z-000001');
    const folder = files(clone).find((name) => name.endsWith('SHA256SUMS')) as string;
    execFileSync('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: join(clone, folder, '..') });
  });

  it('says nothing of the folders that were measured', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const run = place.copyOf(original, 1);
    const { path } = original;
    expect(readFileSync(join(run, 'run.json'), 'utf8')).toContain(path);
    await place.publish(run, '--to', repository);
    const clone = place.clone(repository);
    for (const name of files(clone)) expect(readFileSync(join(clone, name), 'utf8')).not.toContain(path);
  });

  it('gives one machine one name, and another machine another', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const runs = [
      place.copyOf(original, 1),
      place.copyOf(original, 2),
      copyRun(original.run().path, place.results, 'm-00000001', '20260303T000000Z-aaaaaa'),
    ];
    await place.publish(...runs, '--to', repository);
    const machines = readFileSync(join(place.clone(repository), 'index.csv'), 'utf8')
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',')[2]);
    expect([machines[0] === machines[2], machines[0] === machines[1]]).toEqual([true, false]);
  });

  it('leaves out what is there already, and refuses what is there with other contents', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const run = place.copyOf(original, 1);
    await place.publish(run, '--to', repository);
    const head = place.git(['rev-parse', 'main'], repository);
    const again = await place.publish(run, '--to', repository);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('there already, with equal checksums')]);
    const json = join(run, 'run.json');
    writeFileSync(json, readFileSync(json, 'utf8').replace('"seed": 1', '"seed": 2'));
    const changed = await place.publish(run, '--to', repository);
    expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining('with other contents')]);
    expect(place.git(['rev-parse', 'main'], repository)).toBe(head);
    const other = await place.publish('--continue');
    expect(other.stdout).toBe('nothing waits to be pushed\n');
  });

  it.each([
    [
      'is still running',
      'run.json',
      (text: string) => text.replace('"status": "complete"', '"status": "running"'),
      'status running',
    ],
    [
      'has a changed figure',
      'summary.csv',
      (text: string) => text.replace(/,lower,1,(\d+),/, ',lower,1,7$1,'),
      'summary.csv is not what',
    ],
    ['is cut', 'run.json', (text: string) => text.slice(0, 99), 'not JSON'],
  ])('refuses a run that %s', async (_, name, change, got) => {
    await using place = new Publishing();
    const repository = place.bare();
    const run = place.copyOf(original, 1);
    writeFileSync(join(run, name), change(readFileSync(join(run, name), 'utf8')));
    const { code, stdout, stderr } = await place.publish(run, '--to', repository);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(got)]);
    expect(place.git(['for-each-ref'], repository)).toBe('');
  });

  it('refuses a run that names its user where no rule of redaction looks, and says where', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const run = place.copyOf(original, 1);
    const [first] = readdirSync(join(run, 'hist')) as [string];
    appendFileSync(join(run, 'hist', first), '#[Measured by: carol@acme.example in /home/carol]\n');
    const { code, stderr } = await place.publish(run, '--to', repository);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/a home folder in hist\/.*\.hlog, line \d+; an e-mail address in hist/),
    ]);
    expect(stderr).not.toContain('carol');
    expect(place.git(['for-each-ref'], repository)).toBe('');
  });

  it('shows in a dry run what it would send, and writes nothing', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const run = place.copyOf(original, 1);
    const before = [files(place.home), files(repository)];
    const { code, stdout } = await place.publish(run, '--to', repository, '--dry-run', '--json');
    expect([code, [files(place.home), files(repository)]]).toEqual([0, before]);
    const shown = JSON.parse(stdout) as {
      files: { path: string; bytes: number; sha256: string }[];
      runs: { redacted: { before: string }[] }[];
    };
    expect(shown.runs[0]?.redacted.map((change) => change.before)).toContain('m-00000001');
    await place.publish(run, '--to', repository);
    const clone = place.clone(repository);
    const withoutMachine = (names: readonly string[]): string[] => names.map((name) => name.replace(/m-[0-9a-f]{8}/, 'm')).sort();
    expect(withoutMachine(shown.files.map(({ path }) => path))).toEqual(withoutMachine(files(clone)));
    const again = await place.publish(place.copyOf(original, 2), '--to', repository, '--dry-run');
    expect(again.stdout).toMatch(
      /^would be sent to [\s\S]*"m-00000002" → "m-[\s\S]*nothing was sent, and nothing was written\n$/,
    );
  });

  it('refuses a repository of something else, and takes an empty branch of it', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const clone = place.clone(repository);
    writeFileSync(join(clone, 'main.c'), 'int main;');
    place.commit(clone);
    const run = place.copyOf(original, 1);
    const refused = await place.publish(run, '--to', repository);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('main.c')]);
    expect((await place.publish(run, '--to', repository, '--branch', 'results')).code).toBe(0);
    expect(place.git(['log', '--format=%s', 'main'], repository)).toBe('by hand\n');
  });

  it('withdraws a run by a file beside it, and index and README say so', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    await place.publish(place.copyOf(original, 1), '--to', repository);
    const { code, stdout } = await place.publish(
      '--retract',
      '20260101T000001Z-000001',
      '--reason',
      'the laptop was on battery',
      '--to',
      repository,
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^withdrawn: m-/)]);
    const clone = place.clone(repository);
    expect(readFileSync(join(clone, 'index.csv'), 'utf8')).toMatch(/,complete,false,true,/);
    const verified = await place.program(['verify', clone]);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('1 withdrawn, all in order')]);
  });

  it.each([
    ['no repository', ['latest'], 'no --to'],
    ['no run', ['--to', 'x'], 'no run'],
    ['a transport that starts programs', ['latest', '--to', 'ext::sh -c true'], 'ext::sh'],
    ['a withdrawal without a reason', ['--retract', 'x', '--to', 'x'], '--retract without --reason'],
    ['a label of two lines', ['latest', '--to', 'x', '--label', 'a\nb'], '--label'],
  ])('is refused with %s', async (_, args, got) => {
    await using place = new Publishing();
    const { code, stderr } = await place.publish(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(got)]);
  });
});

describe("the user's git", () => {
  it('must know who commits, and is not asked to guess', async () => {
    await using place = new Publishing('');
    const { code, stderr } = await place.publish(place.copyOf(original, 1), '--to', place.bare());
    expect([code, stderr]).toEqual([2, expect.stringContaining('git config --global user.name')]);
  });

  it('runs none of its hooks, signs nothing, and its configuration stays as it is', async () => {
    await using place = new Publishing();
    const hooks = place.folder('hooks');
    for (const name of ['pre-push', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(hooks, name), `#!/bin/sh\necho $(basename $0) in $(pwd) $GIT_DIR >> ${place.path}/ran\n`);
      chmodSync(join(hooks, name), 0o755);
    }
    const config = `${IDENTITY}[core]\n\thooksPath = ${hooks}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = /bin/false\n`;
    writeFileSync(join(place.home, '.gitconfig'), config);
    const { code, stderr } = await place.publish(place.copyOf(original, 1), '--to', place.bare());
    expect([code, readFileSync(join(place.home, '.gitconfig'), 'utf8')], stderr).toEqual([0, config]);
    // The receiving side is the repository's own, and runs what its owner wants.
    const ran = existsSync(join(place.path, 'ran')) ? readFileSync(join(place.path, 'ran'), 'utf8').trim().split('\n') : [];
    expect(ran.filter((line) => !line.includes('results.git'))).toEqual([]);
  });

  it('may be in the middle of something else: its variables point nowhere', async () => {
    await using place = new Publishing();
    const repository = place.bare();
    const env = { GIT_DIR: place.bare('other.git'), GIT_INDEX_FILE: '/nowhere', GIT_OBJECT_DIRECTORY: '/nowhere' };
    const { code, stderr } = await place.program(['publish', place.copyOf(original, 1), '--to', repository], { env });
    expect([code, place.git(['for-each-ref', '--format=%(refname)'], repository)], stderr).toEqual([0, 'refs/heads/main\n']);
  });
});
