import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRun, numbered } from '../publish/testing/copy-run.ts';
import { Playground, TINY } from './testing/playground.ts';

let original: Playground;
/** A clone of a results repository with two runs of two machines. */
let published: string;
beforeAll(async () => {
  original = new Playground();
  const measured = await original.program(['run', 'target', ...TINY]);
  expect(measured.code, measured.stderr).toBe(0);
  const repository = join(original.path, 'results.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  const runs = [1, 2].map((number) => {
    const { machineId, runId } = numbered(number);
    return copyRun(original.run().path, join(original.path, 'runs'), machineId, runId);
  });
  const env = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' };
  const sent = await original.program(['publish', ...runs, '--to', repository], { env });
  expect(sent.code, sent.stderr).toBe(0);
  published = join(original.path, 'clone');
  execFileSync('git', ['clone', '--quiet', repository, published]);
});
afterAll(() => original[Symbol.asyncDispose]());

/** A copy of the clone, spoiled. `run` is the folder of its first run. */
class Spoiled extends Playground {
  readonly root = join(this.path, 'clone');
  readonly first: string;

  constructor() {
    super();
    cpSync(published, this.root, { recursive: true });
    this.first = execFileSync('sh', ['-c', 'dirname m-*/*/*1/run.json'], { cwd: this.root, encoding: 'utf8' }).trim();
  }

  inRun(name: string): string {
    return join(this.root, this.first, name);
  }

  change(name: string, change: (text: string) => string): void {
    writeFileSync(this.inRun(name), change(readFileSync(this.inRun(name), 'utf8')));
  }

  /** Made again after a change, as who forges a run would. */
  sum(): void {
    const script = 'find . -type f ! -name SHA256SUMS -printf "%P\\0" | sort -z | xargs -0 sha256sum > SHA256SUMS';
    execFileSync('sh', ['-c', script], { cwd: join(this.root, this.first) });
  }

  async problems(): Promise<string[]> {
    const { code, stdout } = await this.program(['verify', this.root]);
    expect(code, stdout).toBe(1);
    const lines = stdout.split('\n').filter((line) => line.startsWith('bad '));
    return lines.map((line) => line.slice(4).replace(this.first, '<run>').replaceAll(this.root, '<root>'));
  }
}

it('a results repository is in order as it was published', async () => {
  const { code, stdout } = await original.program(['verify', published, '--json']);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { schemaVersion: 1, ok: true, problems: [], runs: [{ ok: true }, { ok: true }] },
  ]);
});

it('a published run that lies somewhere else carries its checksums along', async () => {
  await using place = new Spoiled();
  const copy = place.folder('copy');
  cpSync(join(place.root, place.first), join(copy, 'run'), { recursive: true });
  expect((await place.program(['verify', copy])).code).toBe(0);
  writeFileSync(
    join(copy, 'run', 'run.json'),
    readFileSync(join(copy, 'run', 'run.json'), 'utf8').replace('"seed": 1', '"seed": 2'),
  );
  expect((await place.program(['verify', copy])).stdout).toContain('run.json was changed: its checksum differs');
});

describe('verify finds in a results repository', () => {
  it('a changed byte', async () => {
    await using place = new Spoiled();
    place.change('run.json', (text) => text.replace('"seed": 1', '"seed": 2'));
    expect(await place.problems()).toEqual(['<run>: run.json was changed: its checksum differs']);
  });

  it('a file that is gone, and one that is not in SHA256SUMS', async () => {
    await using place = new Spoiled();
    const [first] = readdirSync(place.inRun('hist')) as [string];
    renameSync(place.inRun(`hist/${first}`), place.inRun('hist/other.hlog'));
    expect(await place.problems()).toEqual([
      '<run>: hist/other.hlog is not in SHA256SUMS',
      `<run>: hist/${first} stands in SHA256SUMS and is missing`,
    ]);
  });

  it.each([
    [
      'samples that are cut in the middle of a line',
      'samples.csv',
      (text: string) => text.slice(0, -40),
      'summary.csv is not what samples.csv gives',
    ],
    ['a value that is no number', 'samples.csv', (text: string) => text.replace(/,lower,[\d.]+,/, ',lower,NaN,'), 'value'],
    ['a negative time', 'samples.csv', (text: string) => text.replace(/,lower,([\d.]+),/, ',lower,-$1,'), 'value'],
    [
      'a newer schema',
      'run.json',
      (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      'schema version 2',
    ],
    [
      'another machine',
      'run.json',
      (text: string) => text.replace(/"machineId": "m-\w+"/, '"machineId": "m-ffffffff"'),
      'of the machine m-ffffffff',
    ],
    [
      'another kernel',
      'run.json',
      (text: string) => text.replaceAll(/"release": "[^"]+"/g, '"release": "9.9"'),
      'of the kernel 9.9',
    ],
  ])('%s, also where the checksums were made anew', async (_, name, change, problem) => {
    await using place = new Spoiled();
    place.change(name, change);
    place.sum();
    expect((await place.problems()).join('\n')).toContain(problem);
  });

  it('one run id twice', async () => {
    await using place = new Spoiled();
    const [machine = '', kernel = '', runId = ''] = place.first.split('/');
    cpSync(join(place.root, place.first), join(place.root, machine, `${kernel}-copy`, runId), { recursive: true });
    const problems = await place.problems();
    expect(problems.filter((line) => line.includes('the same id is used by'))).toHaveLength(2);
  });

  it('an index that says something else', async () => {
    await using place = new Spoiled();
    const index = join(place.root, 'index.csv');
    writeFileSync(index, readFileSync(index, 'utf8').replace(',complete,', ',partial,'));
    expect(await place.problems()).toEqual(['index.csv: is not what the runs give; the next publish makes it anew']);
  });

  it('what does not belong: odd names, links, programs, submodules, special files', async () => {
    await using place = new Spoiled();
    writeFileSync(join(place.root, 'evil\u001b[2J\n=cmd|x,"<script>'), 'x');
    symlinkSync('/etc', join(place.root, 'etc'));
    symlinkSync('/etc/passwd', place.inRun('counters.csv.lnk'));
    writeFileSync(place.inRun('run.sh'), '#!/bin/sh\ntouch /tmp/ran');
    writeFileSync(join(place.root, '.gitmodules'), '[submodule "x"]');
    mkdirSync(join(place.root, 'src', 'deep'), { recursive: true });
    execFileSync('mkfifo', [join(place.root, 'pipe')]);
    const problems = await place.problems();
    expect(problems.sort()).toEqual([
      '.gitmodules: does not belong into a results repository',
      '<run>/counters.csv.lnk: is a link, which is not followed',
      '<run>/run.sh: does not belong into a results repository',
      'etc: is a link, which is not followed',
      'evil\\u001b[2J\\u000a=cmd|x,"<script>: does not belong into a results repository',
      'pipe: is neither a file nor a folder',
      'src/: does not belong into a results repository',
    ]);
  });

  it('a run whose files are links', async () => {
    await using place = new Spoiled();
    renameSync(place.inRun('samples.csv'), join(place.path, 'samples.csv'));
    symlinkSync(join(place.path, 'samples.csv'), place.inRun('samples.csv'));
    expect(await place.problems()).toEqual([
      '<run>: samples.csv was not read',
      '<run>/samples.csv: is a link, which is not followed',
    ]);
  });

  it('a file of 10 GB, without reading it', async () => {
    await using place = new Spoiled();
    truncateSync(place.inRun('samples.csv'), 10 * 2 ** 30);
    truncateSync(join(place.root, 'index.csv'), 10 * 2 ** 30);
    const started = performance.now();
    expect(await place.problems()).toEqual([
      '<run>: samples.csv was not read',
      'index.csv: 10240 MiB are more than 95 MiB; it was not read',
      '<run>/samples.csv: 10240 MiB are more than 95 MiB; it was not read',
    ]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('a machine.json of another machine, and a missing one', async () => {
    await using place = new Spoiled();
    const [machine = ''] = place.first.split('/');
    const other = readdirSync(place.root).find((name) => name.startsWith('m-') && name !== machine) as string;
    cpSync(join(place.root, other, 'machine.json'), join(place.root, machine, 'machine.json'));
    rmSync(join(place.root, other, 'machine.json'));
    expect((await place.problems()).sort()).toEqual(
      [`${machine}/machine.json: does not describe this machine`, `${other}/machine.json: is missing`].sort(),
    );
  });
});

it('a folder of results with a file of 10 GB is told without reading it', async () => {
  await using place = new Playground();
  place.copyResults(original);
  truncateSync(place.run().samples, 10 * 2 ** 30);
  const { code, stdout } = await place.program(['verify', place.results]);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('samples.csv of 10240 MiB is larger than 4096 MiB and was not read'),
  ]);
});
