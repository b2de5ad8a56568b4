import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The one rule of imports, proven on offenders: nothing else tells when a pattern in biome.json has stopped to match. */
const project = dirname(dirname(fileURLToPath(import.meta.url)));

const STAGES = 'attribute compare count detect host-probe lab model plan publish query record report run'.split(' ');
const BELOW_STAGES = ['core', 'mounts', 'stats', 'system'];
const HOMES = {
  '@duckdb/node-api': 'harness/query/database.ts',
  'cli-progress': 'harness/report/progress.ts',
  'csv-parse/sync': 'harness/record/csv.ts',
  'csv-stringify/sync': 'harness/record/csv.ts',
  'fast-glob': 'workloads/tree-scan/worker.ts',
  'hdr-histogram-js': 'harness/record/histogram-log.ts',
  jiti: 'harness/cli/config-file.ts',
  'ml-matrix': 'harness/model/fit/singular-values.ts',
  picocolors: 'harness/report/colour.ts',
  piscina: 'harness/system/thread-pool.ts',
  'pure-rand/generator/xoroshiro128plus': 'harness/core/random.ts',
  'simple-statistics': 'harness/stats/describe.ts',
  tinybench: 'harness/run/timed-loop.ts',
  'write-file-atomic': 'harness/system/whole-file.ts',
  'yargs/helpers': 'harness/cli/command-line.ts',
};

const STAGE = 'a stage imports only core, stats, system and mounts; cli wires stages';
const MOUNTS = 'mounts imports only core, stats and system';
const LOW = 'stats and system import only core';
const CORE = 'core imports no other part of the project';
const WORKLOAD = 'a workload imports only harness/core and other files of workloads';
const CLI = 'outside harness, cli imports only workloads: never scripts, results or dist';
const CONFIG = 'bench.config.ts imports only harness/core';
const THIRD_PARTY = 'a third party is imported in one place, which scripts/third-parties.grit names';

type Row = readonly [file: string, specifiers: readonly string[]];

const above = (path: string, ...folders: readonly string[]): string[] => folders.map((folder) => `${path}${folder}/x.ts`);
const others = (own: string): string[] => [...STAGES, 'cli', 'a-new-stage'].filter((folder) => folder !== own);

const FORBIDDEN: readonly (readonly [...Row, message: string])[] = [
  ...STAGES.map((own) => [`harness/${own}/a.ts`, above('../', ...others(own)), STAGE] as const),
  ...STAGES.map((own) => [`harness/${own}/part/a.ts`, above('../../', ...others(own)), STAGE] as const),
  ['harness/run/part/deep/a.ts', ['../../../record/x.ts', '../../../cli/exit.ts'], STAGE],
  ['harness/run/a.test.ts', ['../record/x.ts'], STAGE],
  ['harness/run/detour.ts', ['./../record/x.ts', '../../harness/record/x.ts'], STAGE],
  ['harness/run/outside.ts', ['../../workloads/catalogue.ts', '../../scripts/ready.mjs', '../../bench.config.ts'], STAGE],
  ['harness/run/part/outside.ts', ['../../../workloads/catalogue.ts', '../../../scripts/ready.mjs'], STAGE],
  ['harness/mounts/a.ts', [...above('../', ...STAGES, 'cli'), '../../workloads/x.ts', '../../scripts/ready.mjs'], MOUNTS],
  ['harness/mounts/part/a.ts', above('../../', ...STAGES, 'cli'), MOUNTS],
  ['harness/stats/a.ts', [...above('../', ...STAGES, 'cli', 'mounts', 'system'), '../../workloads/x.ts'], LOW],
  ['harness/system/a.ts', [...above('../', ...STAGES, 'cli', 'mounts', 'stats'), '../../workloads/x.ts'], LOW],
  ['harness/system/part/a.ts', above('../../', ...STAGES, 'cli', 'mounts', 'stats'), LOW],
  ['harness/core/a.ts', [...above('../', ...STAGES, 'cli', 'mounts', 'stats', 'system'), '../../workloads/x.ts'], CORE],
  ['harness/core/part/a.ts', above('../../', ...STAGES, 'cli', 'mounts', 'stats', 'system'), CORE],
  ['workloads/a.ts', above('../harness/', ...STAGES, 'cli', 'mounts', 'stats', 'system'), WORKLOAD],
  ['workloads/build/a.ts', above('../../harness/', ...STAGES, 'cli', 'mounts', 'stats', 'system'), WORKLOAD],
  ['workloads/build/testing/a.ts', ['../../../harness/run/x.ts', '../../../scripts/ready.mjs'], WORKLOAD],
  ['harness/cli/a.ts', ['../../scripts/ready.mjs', '../../dist/harness/cli/main.js', '../../bench.config.ts'], CLI],
  ['harness/cli/run/a.ts', ['../../../scripts/ready.mjs'], CLI],
  ['bench.config.ts', ['./harness/system/x.ts', './workloads/catalogue.ts'], CONFIG],
  ['harness/report/table.ts', Object.keys(HOMES), THIRD_PARTY],
  ['workloads/build/worker.ts', Object.keys(HOMES), THIRD_PARTY],
  ['harness/cli/run.ts', ['yargs', 'pure-rand'], THIRD_PARTY],
];

const ALLOWED: readonly Row[] = [
  ...STAGES.map((own) => [`harness/${own}/a.ts`, [...above('../', ...BELOW_STAGES), './part/x.ts']] as const),
  ...STAGES.map((own) => [`harness/${own}/part/a.ts`, [...above('../../', ...BELOW_STAGES), '../x.ts']] as const),
  ['harness/detect/findings/b.ts', ['../sources/x.ts']],
  ['harness/cli/a.ts', [...above('../', ...STAGES, ...BELOW_STAGES), '../../workloads/catalogue.ts']],
  ['harness/cli/run/a.ts', [...above('../../', ...STAGES, ...BELOW_STAGES), '../../../workloads/catalogue.ts']],
  ['harness/mounts/a.ts', above('../', 'core', 'stats', 'system')],
  ['harness/mounts/part/a.ts', above('../../', 'core', 'stats', 'system')],
  ['harness/stats/a.ts', ['../core/x.ts']],
  ['harness/system/a.ts', ['../core/x.ts']],
  ['harness/core/a.ts', ['./x.ts', 'zod', 'node:fs']],
  ['workloads/a.ts', ['../harness/core/x.ts', './build/x.ts']],
  ['workloads/build/a.ts', ['../../harness/core/x.ts', '../inputs/x.ts', '../catalogue.ts']],
  ['workloads/build/testing/a.ts', ['../../../harness/core/x.ts', '../../inputs/x.ts', '../x.ts']],
  ['bench.config.ts', ['./harness/core/x.ts']],
  ...Object.entries(HOMES).map(([name, file]) => [file, [name]] as const),
];

describe('imports against the rule are refused', () => {
  const found = lint(FORBIDDEN.map(([file, specifiers]) => [file, specifiers.map((name) => `import '${name}';`)]));

  it.each(FORBIDDEN)('%s: %j', (file, specifiers, message) => {
    expect(found.get(file)).toEqual(specifiers.map((_, line) => `${line + 1}: ${message}`));
  });
});

describe('imports along the rule are free', () => {
  const found = lint(ALLOWED.map(([file, specifiers]) => [file, specifiers.map((name) => `import '${name}';`)]));

  it.each(ALLOWED)('%s: %j', (file) => {
    expect(found.get(file) ?? []).toEqual([]);
  });
});

describe('whatever form an import takes', () => {
  const FORMS: Readonly<Record<string, (name: string) => string>> = {
    values: (name) => `import { x } from '${name}'; export const y = [x];`,
    types: (name) => `import type { X } from '${name}'; export type Y = X[];`,
    everything: (name) => `import * as x from '${name}'; export const y = [x];`,
    're-export': (name) => `export { x } from '${name}';`,
    're-export of everything': (name) => `export * from '${name}';`,
    're-export of types': (name) => `export type { X } from '${name}';`,
    'at run time': (name) => `export const y = await import('${name}');`,
  };
  const rows = Object.entries(FORMS).flatMap(([form, code], index) => [
    { form, file: `harness/run/form${index}.ts`, code: code('../record/x.ts'), message: STAGE },
    { form: `${form} of a third party`, file: `harness/plan/form${index}.ts`, code: code('piscina'), message: THIRD_PARTY },
  ]);
  const inline = {
    form: 'type expression',
    file: 'harness/run/inline.ts',
    code: `export type Y = import('../record/x.ts').X;`,
    message: 'name the type in an `import type` statement',
  };
  const found = lint([...rows, inline].map(({ file, code }) => [file, [code]]));

  it.each([...rows, inline])('$form', ({ file, message }) => {
    expect(found.get(file)).toEqual([`1: ${message}`]);
  });
});

describe('imports in a circle are refused', () => {
  const found = lint([
    ['harness/core/a.ts', [`import { b } from './b.ts';`, 'export const a = () => b;']],
    ['harness/core/b.ts', [`import { a } from './a.ts';`, 'export const b = () => a;']],
    ['harness/run/a.ts', [`import type { B } from './part/b.ts';`, 'export type A = B[];']],
    ['harness/run/part/b.ts', [`import type { C } from './c.ts';`, 'export type B = C[];']],
    ['harness/run/part/c.ts', [`import type { A } from '../a.ts';`, 'export type C = A[];']],
  ]);

  it.each(['harness/core/a.ts', 'harness/core/b.ts', 'harness/run/a.ts', 'harness/run/part/b.ts', 'harness/run/part/c.ts'])(
    '%s',
    (file) => {
      expect(found.get(file)).toEqual(['1: This import is part of a cycle.']);
    },
  );
});

/** What biome says with our configuration about a project of these files: lines and messages by file. */
function lint(files: readonly (readonly [file: string, lines: readonly string[]])[]): ReadonlyMap<string, readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'mntbench-import-rule-'));
  try {
    for (const file of ['biome.json', 'scripts/third-parties.grit']) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      copyFileSync(join(project, file), join(root, file));
    }
    for (const [file, lines] of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), lines.map((line) => `${line}\n`).join(''));
    }
    const { stdout, status } = spawnSync(
      join(project, 'node_modules/.bin/biome'),
      ['lint', '--error-on-warnings', '--max-diagnostics=none', '--reporter=github'],
      { cwd: root, encoding: 'utf8' },
    );
    const found = new Map<string, string[]>();
    for (const [, path = '', line, message] of stdout.matchAll(/^::error .*?file=([^,]+),line=(\d+),.*?::(.*)$/gm)) {
      const file = path.slice(path.indexOf(`${root}/`) + root.length + 1);
      found.set(file, [...(found.get(file) ?? []), `${line}: ${message}`]);
    }
    for (const lines of found.values()) lines.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    expect(status, stdout).toBe(found.size > 0 ? 1 : 0);
    return found;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
