import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runsNamed } from './find-runs.ts';

const root = mkdtempSync(join(tmpdir(), 'mntbench-find-'));
afterAll(() => rmSync(root, { recursive: true }));

const FIRST = '20261122T010203Z-00000a';
const SECOND = '20261122T020304Z-00000b';

function run(machine: string, kernel: string, id: string): string {
  const path = join(root, 'results', machine, kernel, id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), '{}');
  return path;
}

const first = run('m-00000001', '6.1.0', FIRST);
const second = run('m-00000002', '6.18.0', SECOND);
const results = join(root, 'results');
const shared = run('published/m-00000003', '6.6.0', '20261122T030405Z-00000c');
mkdirSync(join(root, 'empty'));
symlinkSync(results, join(root, 'empty', 'link'));

describe('runs are named', () => {
  it.each([
    ['by the folder of a run', [first], [first]],
    ['by a folder with runs in it, oldest first', [results], [first, second]],
    ['by a glob of runs', [join(results, '*/6.18*/*')], [second]],
    ['by a glob of folders with runs in them', [join(results, 'm-*')], [first, second]],
    ['by the end of an id', ['00000b'], [second]],
    ['by `latest`', ['latest'], [second]],
    ['by the folder of what was shared, which is no part of one’s own', [join(results, 'published')], [shared]],
    ['twice, and taken once', [second, results], [second, first]],
  ])('%s', (_, names, expected) => {
    expect(runsNamed(names, results).map(({ path }) => path)).toEqual(expected);
  });

  it.each([
    ['a folder without runs', join(root, 'empty')],
    ['a glob of nothing', join(results, '*/7.*')],
    ['an id that is nobody’s', '0000ff'],
  ])('not by %s', (_, name) => {
    expect(() => runsNamed([name], results)).toThrow(/no such run|there is no run/);
  });
});
