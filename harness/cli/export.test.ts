import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIntervals } from '../record/histogram-log.ts';
import { EXPORT_FORMATS } from '../report/export/formats.ts';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

let playground: Playground;
beforeAll(async () => {
  playground = new Playground();
  const { code, stderr } = await playground.program(['run', 'target', ...TINY]);
  expect(code, stderr).toBe(0);
});
afterAll(() => playground[Symbol.asyncDispose]());

describe('export', () => {
  it('goes to standard output, and the same to a file', async () => {
    const path = join(playground.path, 'file.json');
    const printed = await playground.program(['export', 'latest', '--format', 'bencher']);
    const written = await playground.program(['export', 'latest', '--format', 'bencher', '--out', path]);
    expect([written.code, written.stdout, readFileSync(path, 'utf8')], printed.stderr).toEqual([0, '', printed.stdout]);
    expect(Object.keys(JSON.parse(printed.stdout)).length).toBeGreaterThan(0);
  });

  it('is a folder that holds nothing else, where the format is made of several files', async () => {
    const path = join(playground.path, 'folder');
    const { code, stderr, stdout } = await playground.program(['export', 'latest', '--format', 'otava', '--out', path]);
    expect([code, stdout, readdirSync(path).sort()], stderr).toEqual([0, '', ['otava.csv', 'otava.yaml']]);
    expect(readdirSync(playground.path).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('hdr-v2 holds every latency of the run', async () => {
    const { stdout } = await playground.program(['export', 'latest', '--format', 'hdr-v2']);
    const path = playground.file('whole.hlog', stdout);
    const logs = readdirSync(playground.run().histograms).map((name) => join(playground.run().histograms, name));
    const total = (paths: readonly string[]): number =>
      paths.flatMap(readIntervals).reduce((sum, { histogram }) => sum + histogram.totalCount, 0);
    expect(total([path])).toBe(total(logs));
    expect(total([path])).toBeGreaterThan(0);
  });

  it('finds runs as other commands do: by folder, by glob, each once', async () => {
    const glob = join(playground.results, '*', '*', '*');
    const once = await playground.program(['export', 'latest', '--format', 'bencher']);
    const thrice = await playground.program(['export', glob, playground.run().path, 'latest', '--format', 'bencher']);
    expect(thrice).toEqual(once);
  });
});

describe('export refuses', () => {
  it('a format that it does not know, and lists all', async () => {
    expect(await refusal(playground, ['export', 'latest', '--format', 'xml'])).toBe(
      complaint(
        'there is no such format to export to',
        '"xml"',
        [...Object.keys(EXPORT_FORMATS), 'parquet'].join(' '),
        'docs/export.md says which tool reads which',
      ),
    );
  });

  it('a format that is only the name of something else', async () => {
    expect(await refusal(playground, ['export', 'latest', '--format', 'toString'])).toContain('there is no such format');
  });

  it('several files without a folder', async () => {
    expect(await refusal(playground, ['export', 'latest', '--format', 'otava'])).toBe(
      complaint(
        'otava is made of several files',
        'no --out',
        'a folder that does not exist yet',
        'mntbench export … --format otava --out DIR',
      ),
    );
  });

  it.each([
    ['file', 'bencher'],
    ['folder', 'otava'],
    ['link', 'bencher'],
  ])('to overwrite a %s', async (kind, format) => {
    const place = join(playground.path, `taken-${kind}`);
    if (kind === 'file') writeFileSync(place, 'mine');
    else if (kind === 'folder') mkdirSync(place);
    else symlinkSync('nowhere', place);
    expect(await refusal(playground, ['export', 'latest', '--format', format, '--out', place])).toBe(
      complaint(
        'nothing is overwritten',
        `--out <tmp>/taken-${kind}, which exists`,
        'a name that is free',
        'remove it, or choose another name',
      ),
    );
  });

  it.each(['bencher', 'otava'])('to write %s into a folder that is not there, and leaves nothing', async (format) => {
    const place = join(playground.path, 'missing', 'place');
    expect(await refusal(playground, ['export', 'latest', '--format', format, '--out', place])).toContain(
      'ENOENT on <tmp>/missing/place',
    );
    expect(existsSync(join(playground.path, 'missing'))).toBe(false);
  });

  it('runs without anything that the format holds', async () => {
    expect(await refusal(playground, ['export', 'latest', '--format', 'hyperfine-json'])).toContain(
      'there is nothing to export to hyperfine-json',
    );
  });

  it('a name that is no run', async () => {
    expect(await refusal(playground, ['export', 'nowhere', '--format', 'bencher'])).toContain('nowhere');
  });

  it('samples that are cut or changed, before anything is written', async () => {
    await using spoiled = new Playground();
    spoiled.copyResults(playground);
    const { samples } = spoiled.run();
    writeFileSync(samples, readFileSync(samples, 'utf8').replace(/,latency,ns,lower,[^,]+,/, ',latency,ns,lower,-1,'));
    expect(await refusal(spoiled, ['export', 'latest', '--format', 'benchfmt', '--out', 'out'])).toContain(
      'the samples of a run cannot be read',
    );
  });
});
