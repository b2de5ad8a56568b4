import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

let original: Playground;
beforeAll(async () => {
  original = new Playground();
  const { code, stderr } = await original.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => original[Symbol.asyncDispose]());

/** A copy of one real run, spoiled. */
function spoiled(file: 'runJson' | 'samples' | 'summary', change: (text: string) => string | null): Playground {
  const playground = new Playground();
  playground.copyResults(original);
  const path = playground.run()[file];
  const text = change(readFileSync(path, 'utf8'));
  if (text === null) rmSync(path);
  else writeFileSync(path, text);
  return playground;
}

const unreadable = (got: string): string =>
  complaint(
    'a run cannot be read',
    `<tmp>/own/results/<machine>/<kernel>/<run>/run.json: ${got}`,
    'run.json of schema version 1',
    'use the version of mntbench that wrote it, or a newer one',
  );
const badSamples = (got: string): string =>
  complaint(
    'the samples of a run cannot be read',
    `<tmp>/own/results/<machine>/<kernel>/<run>/samples.csv: ${got}`,
    'samples.csv as mntbench wrote it',
    'restore the file; summaries and reports are made from it and cannot replace it',
  );

describe('where there are no runs', () => {
  it('list says so and how to make one', async () => {
    await using playground = new Playground();
    const { code, stdout } = await playground.program(['list']);
    expect([code, playground.normalised(stdout)]).toEqual([0, 'no runs in <tmp>/own/results; npm run bench makes one\n']);
  });

  it('list --json is an empty list', async () => {
    await using playground = new Playground();
    const { code, stdout } = await playground.program(['list', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([0, { schemaVersion: 1, results: playground.results, runs: [] }]);
  });

  it.each(['latest', 'target', 'nowhere', '20260101T000000Z-abcdef', ''])('show %j is refused', async (name) => {
    await using playground = new Playground();
    expect(await refusal(playground, ['show', name])).toBe(
      complaint(
        'no such run',
        `${name === '20260101T000000Z-abcdef' ? '<run>' : name}, which is neither a run's folder nor the id of one in <tmp>/own/results`,
        'the folder of a run (it holds run.json), a run id, or `latest`',
        'mntbench list shows the runs',
      ),
    );
  });

  it.each(['target', 'nowhere', 'target/precious.txt'])('verify %s is refused', async (name) => {
    await using playground = new Playground();
    expect(await refusal(playground, ['verify', name])).toBe(
      complaint(
        'there is nothing to verify',
        `<tmp>/${name}, in which no run.json lies`,
        'a run, or a folder with runs in it',
        'check the path; mntbench list shows the runs',
      ),
    );
  });
});

describe('a run on disk', () => {
  it('is shown by its folder, its id, the end of its id, and as the latest', async () => {
    const { path } = original.run();
    const { id } = original.record();
    const shown = await Promise.all([path, id, id.slice(-6), 'latest'].map((name) => original.program(['show', name])));
    expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(new Set(shown.map(({ stdout }) => stdout)).size).toBe(1);
  });

  it('passes verify: the summary, made again from the samples, is the same', async () => {
    const { code, stdout } = await original.program(['verify', original.results]);
    expect([code, original.normalised(stdout)]).toEqual([
      0,
      `ok  <tmp>/own/results/<machine>/<kernel>/<run>  ${original.samples().length} values\n`,
    ]);
  });

  it('is refused by name when the name fits two runs', async () => {
    await using playground = new Playground();
    playground.copyResults(original);
    const second = original.record().id.replace(/^\d{8}/, '20200101');
    const path = playground.run().path.replace(original.record().id, second);
    mkdirSync(path);
    writeFileSync(`${path}/run.json`, readFileSync(original.run().runJson, 'utf8').replaceAll(original.record().id, second));
    expect(await refusal(playground, ['show', second.slice(-6)])).toContain('which fits 2 runs');
  });
});

describe.each([
  ['that is cut', (text: string) => text.slice(0, 100), 'not JSON'],
  ['that is empty', () => '', 'not JSON'],
  [
    'of a newer schema',
    (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
    'schema version 2, this program reads up to 1',
  ],
  ['without a schema', () => '{}', 'no schemaVersion'],
  [
    'with a wrong value',
    (text: string) => text.replace('"status": "complete"', '"status": "great"'),
    '✖ Invalid option: expected one of "running"|"complete"|"partial"|"interrupted"   → at status',
  ],
])('run.json %s', (_, change, got) => {
  it('is refused by show', async () => {
    await using playground = spoiled('runJson', change);
    expect(await refusal(playground, ['show', 'latest'])).toBe(unreadable(got));
  });

  it('is listed as unreadable beside the others', async () => {
    await using playground = spoiled('runJson', change);
    const { code, stdout } = await playground.program(['list']);
    expect([code, playground.normalised(stdout)]).toEqual([0, expect.stringMatching(/<run> {2}unreadable: /)]);
  });

  it('fails verify', async () => {
    await using playground = spoiled('runJson', change);
    const { code, stdout } = await playground.program(['verify', playground.results]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(got)]);
  });
});

const lineWith = (text: string, number: number, change: (line: string) => string): string =>
  text
    .split('\n')
    .map((line, index) => (index === number - 1 ? change(line) : line))
    .join('\n');

describe.each([
  [
    'of a newer schema',
    (text: string) => lineWith(text, 2, (line) => line.replace(/^1,/, '2,')),
    'line 2: schema version 2, this program reads 1',
  ],
  [
    'with a value that is no number',
    (text: string) => lineWith(text, 3, (line) => line.replace(/,lower,[^,]*,/, ',lower,fast,')),
    'line 3: value: Invalid input: expected number, received NaN',
  ],
  [
    'without a column',
    (text: string) => text.replaceAll(/^[^,\n]*,[^,\n]*,/gm, '1,').replace('1,', 'schema_version,'),
    'line 1: column run_id is missing',
  ],
  ['that are no table', () => 'schema_version,run_id\n1,2,3\n', 'line 1: column boot_id is missing'],
  ['that are missing', () => null, 'ENOENT'],
])('samples.csv %s', (_, change, got) => {
  it('is refused by show', async () => {
    await using playground = spoiled('samples', change);
    expect(await refusal(playground, ['show', 'latest'])).toBe(badSamples(got));
  });

  it('fails verify', async () => {
    await using playground = spoiled('samples', change);
    const { code, stdout } = await playground.program(['verify', playground.results]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(got)]);
  });
});

it('samples.csv that was cut in its last line is shown without that line', async () => {
  await using playground = spoiled('samples', (text) => text.slice(0, -20));
  expect(playground.samples()).toHaveLength(original.samples().length - 1);
  expect((await playground.program(['show', 'latest'])).code).toBe(0);
});

it.each([
  ['was tampered with', (text: string) => text.replace(/,native,stat,/, ',native,swift,')],
  ['has a changed figure', (text: string) => lineWith(text, 2, (line) => line.replace(/,lower,\d+,\d+,/, ',lower,1,77,'))],
  ['is missing', () => null],
  ['is empty', () => ''],
])('summary.csv that %s fails verify, and show makes it anew', async (_, change) => {
  await using playground = spoiled('summary', change);
  const { code, stdout } = await playground.program(['verify', playground.results]);
  expect([code, playground.normalised(stdout)]).toEqual([
    1,
    'bad <tmp>/own/results/<machine>/<kernel>/<run>: summary.csv is not what samples.csv gives\n',
  ]);
  const normal = (text: string): string => text.replaceAll(/\/tmp\/\S+/g, '');
  expect(normal((await playground.program(['show', 'latest'])).stdout)).toBe(
    normal((await original.program(['show', 'latest'])).stdout),
  );
});

it('verify --json names every run with its problems', async () => {
  await using playground = spoiled('summary', () => '');
  const { code, stdout } = await playground.program(['verify', playground.results, '--json']);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    {
      schemaVersion: 1,
      ok: false,
      runs: [{ dir: playground.run().path, ok: false, problems: ['summary.csv is not what samples.csv gives'] }],
    },
  ]);
});
