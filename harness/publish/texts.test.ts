import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownText } from '../core/markdown.ts';
import { checksumsText, parseChecksums, sha256 } from './checksums.ts';
import { remoteUrl, spoken } from './git/url.ts';
import { indexCsv, isIndexOf } from './index-csv.ts';
import type { IndexRow } from './index-row.ts';
import { classified } from './layout.ts';
import { machineName, salt } from './machine-name.ts';
import { readme } from './readme.ts';
import { BACK_OFF, backOffMs } from './repository/pause.ts';

const ROW: IndexRow = {
  runId: '20260101T000000Z-abcdef',
  machine: 'm-12345678',
  kernel: '6.18',
  platform: 'wsl2',
  wslVersion: '2.7.5.0',
  transports: ['9p-socket', 'native'],
  pool: 'shared',
  workloads: ['small-file:tiny'],
  startedAt: '2026-01-01T00:00:00.000Z',
  status: 'complete',
  emulated: false,
  retracted: false,
  sums: 'a'.repeat(64),
  cpuModel: 'CPU',
  cpus: 2,
  memoryBytes: 2 ** 30,
  medians: [{ work: 'git clone', transport: 'native', medianNs: 2e9 }],
};
const FORMATS = { formatNs: (ns: number) => `${ns} ns`, formatBytes: (bytes: number) => `${bytes} B` };
const csvText = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map((cell) => JSON.stringify(cell)).join(',')}\n`).join('');

it.each([
  ['m-12345678/6.18/20260101T000000Z-abcdef/run.json', 'run'],
  ['m-12345678/6.18/20260101T000000Z-abcdef/hist/a.b.hlog', 'run'],
  ['m-12345678/machine.json', 'machine'],
  ['schema/run.schema.json', 'made'],
  ['m-12345678/6.18/20260101T000000Z-abcdef/hist/../run.json', undefined],
  ['m-12345678/../20260101T000000Z-abcdef/run.json', undefined],
  ['m-12345678/6.18/20260101T000000Z-abcdef/run.json/x', undefined],
  ['m-12345678/6.18/20260101T000000Z-abcdef/evil.sh', undefined],
  ['.git/config', undefined],
  ['.gitmodules', undefined],
])('%s is of the kind %s', (path, kind) => {
  expect(classified(path)?.kind).toBe(kind);
});

describe('SHA256SUMS', () => {
  it('is read back as written, and by sha256sum', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-sums-'));
    const sums = new Map(['run.json', 'a.hlog'].map((name) => [name, sha256(Buffer.from(name))]));
    for (const name of sums.keys()) writeFileSync(join(folder, name), name);
    writeFileSync(join(folder, 'SHA256SUMS'), checksumsText(sums));
    expect(execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).toBe(
      'a.hlog: OK\nrun.json: OK\n',
    );
    expect(parseChecksums(checksumsText(sums))).toEqual(new Map([...sums].toReversed()));
    rmSync(folder, { recursive: true });
  });

  it.each([
    'x',
    `${'a'.repeat(64)}  ../x\n`.replace('..', '/..'),
    `${'a'.repeat(64)} *x\n`,
    `${'a'.repeat(64)}  x\n`.repeat(2),
    `${'a'.repeat(64)}  x`,
  ])('is none with %j', (text) => {
    expect(parseChecksums(text)).toBe(null);
  });
});

describe('index.csv', () => {
  it('is the index of its rows, in any order, also with columns of a later version missing', () => {
    const rows = [ROW, { ...ROW, runId: '20250101T000000Z-abcdef' }];
    const text = indexCsv(rows, csvText);
    expect(isIndexOf(text, rows.toReversed(), csvText)).toBe(true);
    expect(isIndexOf(text, [ROW], csvText)).toBe(false);
    expect(isIndexOf(text.replace('complete', 'partial'), rows, csvText)).toBe(false);
  });

  it.each(['=cmd|x', '+1', '-1', '@x', '\t='])('holds no formula: %j', (wslVersion) => {
    expect(indexCsv([{ ...ROW, wslVersion }], csvText)).toContain(JSON.stringify(`'${wslVersion}`));
  });
});

describe('Markdown', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a|b', 'a\\|b'],
    ['[x](http://evil)', '\\[x\\](http&#58;//evil)'],
    ['@someone', '&#64;someone'],
    ['a\nb\u001b[31m', 'a b \\[31m'],
    ['`x`', '\\`x\\`'],
  ])('shows %j as text', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });

  it('of a README is rows of tables, whatever a run says of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (evil) => {
        const row = {
          ...ROW,
          platform: evil,
          wslVersion: evil,
          pool: evil,
          workloads: [evil],
          status: evil,
          cpuModel: evil,
          transports: [evil],
        };
        const page = readme([{ ...row, medians: [{ work: evil, transport: evil, medianNs: 1 }] }], new Map(), FORMATS);
        expect(page).not.toMatch(/<(?!machine>|kernel>|run-id>)[a-z!/]/i);
        for (const line of page.split('\n').filter((text) => text.startsWith('|'))) expect(line.endsWith(' |')).toBe(true);
      }),
    );
  });

  it('counts a withdrawn run nowhere but in the list', () => {
    const page = readme(
      [
        ROW,
        {
          ...ROW,
          runId: '20260102T000000Z-abcdef',
          retracted: true,
          medians: [{ work: 'git clone', transport: 'native', medianNs: 9e9 }],
        },
      ],
      new Map(),
      FORMATS,
    );
    expect(page).toContain('2000000000 ns');
    expect(page).not.toContain('9000000000');
    expect(page).toContain('**withdrawn**');
  });
});

describe('the name of a machine', () => {
  it('is the same for the same id and salt, and another one with another salt', () => {
    expect(machineName('a', 'x')).toBe(machineName('a', 'x'));
    expect(machineName('a', 'x')).not.toBe(machineName('b', 'x'));
    expect(machineName('a', 'x')).toMatch(/^m-[0-9a-f]{8}$/);
  });

  it('comes from a salt that is made once, and that nobody else may read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-salt-'));
    expect(salt(folder)).toBe(salt(folder));
    rmSync(folder, { recursive: true });
  });
});

describe('the address of a repository', () => {
  it.each([
    ['https://github.com/a/b.git', 'https://github.com/a/b.git'],
    ['https://me:token@host/a', 'https://host/a'],
    ['ssh://git@host/a', 'ssh://git@host/a'],
    ['git@host:a/b', 'git@host:a/b'],
    ['file:///srv/a', 'file:///srv/a'],
    ['some/folder', '/here/some/folder'],
    ['/srv/a:b', '/srv/a:b'],
  ])('%s is shown as %s', (text, shown) => {
    expect(remoteUrl(text, '/here').shown).toBe(shown);
  });

  it.each(['', '-u', '--upload-pack=x', 'ext::sh -c x', 'fd::1', 'C:\\x', 'gopher://x', 'a\nb'])('%j is refused', (text) => {
    expect(() => remoteUrl(text, '/here')).toThrow('option --to');
  });

  it('never shows its password, also where git repeats it', () => {
    const remote = remoteUrl('https://me:s3cret@host/a', '/');
    expect(spoken(remote, "fatal: unable to access 'https://me:s3cret@host/a/': s3cret")).toBe(
      "fatal: unable to access 'https://host/a/': ***",
    );
  });
});

it('pauses are random, grow, and have an end', () => {
  const limits = Array.from({ length: BACK_OFF.attempts }, (_, index) => backOffMs(index + 1, { next: () => 0.999_999 }));
  expect(limits).toEqual(limits.toSorted((a, b) => a - b));
  expect(Math.max(...limits)).toBeLessThan(BACK_OFF.mostMs);
  expect(backOffMs(9, { next: () => 0 })).toBe(BACK_OFF.leastMs);
});
