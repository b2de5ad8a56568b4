import { expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

const invalid = (got: string, fix: string): string =>
  complaint('configuration bench.ts', got, 'a BenchConfig as its default export', fix);
const SETTING = 'correct the setting; harness/core/config.ts documents each one';
const FILE = 'correct the file; it must be TypeScript with a default export';

it.each([
  ['a wrong type', "export default { seed: 'one' };", invalid('seed: Invalid input: expected number, received string', SETTING)],
  [
    'a wrong type deep inside',
    'export default { workloads: { probe: 1 } };',
    invalid('workloads.probe: Invalid input: expected object, received number', SETTING),
  ],
  ['an unknown key', 'export default { presicion: 0.1 };', invalid('presicion: Unrecognized key: "presicion"', SETTING)],
  [
    'a default export that is no object',
    'export default 7;',
    invalid('the export: Invalid input: expected object, received number', SETTING),
  ],
  [
    'a syntax error',
    'export default { seed: 1 ',
    invalid('ParseError: Unexpected token, expected ",": <tmp>/bench.ts:1:25', FILE),
  ],
  ['an error when it is run', "throw new Error('not today');", invalid('not today', FILE)],
])('a configuration file with %s is refused', async (_, content, message) => {
  await using playground = new Playground();
  playground.file('bench.ts', content);
  expect(await refusal(playground, ['run', 'target', ...TINY, '--config', 'bench.ts'])).toBe(message);
});

it('a configuration file that is named and missing is refused', async () => {
  await using playground = new Playground();
  expect(await refusal(playground, ['run', 'target', ...TINY, '--config', 'bench.ts'])).toBe(
    invalid('no such file', 'check the path given by --config'),
  );
});

it('a configuration file decides what the command line leaves open', async () => {
  await using playground = new Playground();
  playground.file(
    'bench.ts',
    `interface Typed { readonly seed: number }
     const seed: Typed = { seed: 42 };
     export default {
       ...seed, targets: [${JSON.stringify(playground.target)}], controls: false, concurrency: [2], maxTimeSeconds: 1,
       precision: 0.5, workloads: { 'small-file': { preset: 'tiny' } },
     };`,
  );
  const { code, stderr } = await playground.program(['run', '--config', 'bench.ts', '--precision', '0.25']);
  expect(code, stderr).toBe(0);
  expect(playground.record()).toMatchObject({
    config: { seed: 42, concurrency: [2], maxTimeSeconds: 1, precision: 0.25 },
    targets: [{ path: playground.target }],
    plan: { trials: [{ workload: 'small-file', preset: 'tiny', concurrency: 2, cache: 'warm' }] },
  });
});

it('a configuration file can be JSON', async () => {
  await using playground = new Playground();
  const config = { targets: [playground.target], controls: false, concurrency: [1], maxTimeSeconds: 1, seed: 43 };
  playground.file('bench.json', JSON.stringify({ ...config, workloads: { 'small-file': { preset: 'tiny' } } }));
  const { code, stderr } = await playground.program(['run', '--config', 'bench.json']);
  expect(code, stderr).toBe(0);
  expect(playground.record()).toMatchObject({
    config: { seed: 43, concurrency: [1] },
    plan: { sizing: [{ workload: 'small-file', preset: 'tiny', reason: 'fixed by the user', blockNs: null }] },
  });
});

it.each([
  ['that is cut off', '{ "seed": 1', /Expected|Unexpected|JSON/, 'correct the file; it must be JSON'],
  ['with an unknown key', '{ "presicion": 0.1 }', /^presicion: Unrecognized key/, SETTING],
  ['that holds no object', '7', /^the file: Invalid input: expected object/, SETTING],
])('a JSON configuration %s is refused', async (_, content, got, fix) => {
  await using playground = new Playground();
  playground.file('bench.json', content);
  const text = await refusal(playground, ['run', 'target', ...TINY, '--config', 'bench.json']);
  const said = /^ {2}got +(.*)$/m.exec(text)?.[1] ?? text;
  expect(said).toMatch(got);
  expect(text).toBe(complaint('configuration bench.json', said, 'a BenchConfig as JSON', fix));
});
