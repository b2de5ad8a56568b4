import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { PARAMETER_NAMES } from '../../model/path/parameters.ts';
import { complaintText } from '../../report/complaint.ts';
import { Playground } from '../testing/playground.ts';
import { complaint, refusal } from '../testing/refusal.ts';
import { type ModelRunOptions, modelRun } from './run.ts';
import { type ModelSweepOptions, modelSweep } from './sweep.ts';
import { modelValidate } from './validate.ts';

const READS = {
  schemaVersion: 1,
  name: 'reads',
  transport: 'virtiofs',
  kernel: '6.18',
  cpus: 4,
  pool: { kind: 'hv-pci-one-area', slots: 1024 },
  work: { operation: 'read', bytes: 65_536, clients: 4 },
};

const RUN: ModelRunOptions = { configuration: null, set: [], operations: null, seed: null, json: false };
const SWEEP: ModelSweepOptions = { ...RUN, configuration: '', threads: null, out: null };

const STREAMS = { out: process.stdout, err: process.stderr };

/** As the program would print it, which takes a second to start. */
async function refused(playground: Playground, command: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(command)
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof UserError)) throw error ?? new Error('not refused');
  return playground.normalised(complaintText(error.complaint));
}

const ofRun = (playground: Playground, file: string, options: Partial<ModelRunOptions> = {}): Promise<string> =>
  refused(playground, () => modelRun({ ...RUN, configuration: join(playground.path, file), ...options }, process.stdout));
const ofSweep = (playground: Playground, file: string, options: Partial<ModelSweepOptions> = {}): Promise<string> =>
  refused(playground, () => modelSweep({ ...SWEEP, configuration: join(playground.path, file), ...options }, STREAMS, '1.0.0'));
const ofValidate = (playground: Playground, file: string): Promise<string> =>
  refused(playground, () => modelValidate(join(playground.path, file), false, process.stdout));

const FIELD = 'correct the field; docs/model.md describes each one';
const field = (path: string, got: string, expected: string, fix = FIELD): string =>
  complaint(`${path} in <tmp>/reads.json`, got, expected, fix);

describe('a configuration', () => {
  it.each([
    ['an unknown key', { ...READS, speed: 3 }, field('speed', '3', 'no such key')],
    ['an unknown key deep inside', { ...READS, work: { ...READS.work, thread: 3 } }, field('work.thread', '3', 'no such key')],
    [
      'a negative time',
      { ...READS, work: { ...READS.work, thinkNs: -1 } },
      field('work.thinkNs', '-1', 'Too small: expected number to be >=0'),
    ],
    [
      'a negative time of a parameter',
      { ...READS, parameters: { doorbell: -5 } },
      field('parameters.doorbell.value', '-5', 'Too small: expected number to be >=0'),
    ],
    [
      'NaN, which JSON can say in words only',
      { ...READS, work: { ...READS.work, thinkNs: 'NaN' } },
      field('work.thinkNs', '"NaN"', 'Invalid input: expected number, received string'),
    ],
    [
      'NaN, as JSON.stringify writes it',
      { ...READS, work: { ...READS.work, thinkNs: Number.NaN } },
      field('work.thinkNs', 'null', 'Invalid input: expected number, received null'),
    ],
    [
      'no servers',
      { ...READS, hostFileSystem: { servers: 0 } },
      field('hostFileSystem.servers', '0', 'Too small: expected number to be >0'),
    ],
    [
      'a pool smaller than a mapping',
      { ...READS, pool: { kind: 'hv-pci-one-area', slots: 128 }, work: { ...READS.work, bytes: 262_144 } },
      field(
        'pool.slots',
        '128',
        'at least 132: one request of read maps 132 slots of 2048 bytes',
        'use a larger pool, or smaller requests',
      ),
    ],
    ['nothing in it', null, field('the whole', 'null', 'Invalid input: expected object, received null')],
  ])('with %s is refused with the path of the field', async (_, content, message) => {
    await using playground = new Playground();
    playground.file('reads.json', JSON.stringify(content));
    expect(await ofRun(playground, 'reads.json')).toBe(message);
  });

  it('whose simulation cannot end is stopped, and says so', async () => {
    await using playground = new Playground();
    const parameters = Object.fromEntries(PARAMETER_NAMES.map((name) => [name, 0]));
    playground.file('reads.json', JSON.stringify({ ...READS, parameters }));
    expect(await refusal(playground, ['model', 'run', 'reads.json'])).toBe(
      complaint(
        'the simulation cannot end',
        'time stands still at 0 s: operations end without taking any',
        'at least one service or thinking time above 0',
        'give the closed classes a think time, or the stations a service time',
      ),
    );
  });

  const file = (name: string, got: string): string =>
    complaint(
      name,
      got,
      'the name of a configuration, or a file of JSON',
      'check the spelling; mntbench model run lists the names',
    );

  it('that is nowhere is refused', async () => {
    await using playground = new Playground();
    expect(await refusal(playground, ['model', 'run', 'wsl-7'])).toBe(file('wsl-7', 'no such file'));
    expect(await ofSweep(playground, 'nowhere/a.json')).toBe(file('<tmp>/nowhere/a.json', 'no such file'));
  });

  it('that is a directory is refused', async () => {
    await using playground = new Playground();
    expect(await ofRun(playground, 'target')).toBe(file('<tmp>/target', 'a directory'));
  });

  it.each(['', '{"name": ', 'clients: 4', '{} {}', '{"thinkNs": NaN}'])('that is no JSON is refused: %j', async (text) => {
    await using playground = new Playground();
    playground.file('reads.json', text);
    expect(await ofRun(playground, 'reads.json')).toMatch(
      /^<tmp>\/reads\.json\n {2}got {7}no JSON: .+\n {2}expected {2}a configuration of the model as JSON\n {2}fix .+\n$/,
    );
  });
});

const option = (name: string, got: string, expected: string, command: string): string =>
  complaint(`option ${name}`, got, expected, `mntbench ${command} --help lists the options`);
const ONE = 'a field and its value, such as work.clients=16';
const SEVERAL = 'a field and its values, such as work.clients=1,2,4';

describe('the command line', () => {
  it.each<[string, Partial<ModelRunOptions>, string]>([
    ['a setting without a value', { set: ['work.clients'] }, option('--set', '"work.clients"', ONE, 'model run')],
    ['a setting of nothing', { set: ['=3'] }, option('--set', '"=3"', ONE, 'model run')],
    ['a setting with an empty step', { set: ['work..clients=3'] }, option('--set', '"work..clients=3"', ONE, 'model run')],
    ['no operations', { operations: 0 }, field('run.operations', '0', 'Too small: expected number to be >0')],
    [
      'operations that are no number',
      { operations: Number.NaN },
      field('run.operations', 'NaN', 'Invalid input: expected number, received NaN'),
    ],
    ['a negative seed', { seed: -1 }, field('run.seed', '-1', 'Too small: expected number to be >=0')],
    ['a field that is in no configuration', { set: ['work.clinets=3'] }, field('work.clinets', '3', 'no such key')],
    ['a field of every object', { set: ['__proto__.name=3'] }, field('__proto__', '{"name":3}', 'no such key')],
    [
      'an infinite time',
      { set: ['work.thinkNs=1e999'] },
      field('work.thinkNs', 'Infinity', 'Invalid input: expected number, received Infinity'),
    ],
    [
      'a field of a number',
      { set: ['work.clients.most=3'] },
      complaint(
        'the field work.clients.most of a configuration',
        'most of 4',
        'a field of an object or a list',
        'correct the path; docs/model.md lists the fields',
      ),
    ],
    [
      'a list where there is no grid',
      { set: ['work.clients=1,2'] },
      field('work.clients', '"1,2"', 'Invalid input: expected number, received string'),
    ],
  ])('of run with %s is refused', async (_, options, message) => {
    await using playground = new Playground();
    playground.file('reads.json', JSON.stringify(READS));
    expect(await ofRun(playground, 'reads.json', options)).toBe(message);
  });

  it.each<[string, Partial<ModelSweepOptions>, string]>([
    ['an axis without values', { set: ['work.clients='] }, option('--set', '"work.clients="', ONE, 'model sweep')],
    ['an axis with a hole', { set: ['work.clients=1,,2'] }, option('--set', '"work.clients=1,,2"', SEVERAL, 'model sweep')],
    ['no threads', { threads: 0 }, option('--threads', '0', 'a whole number from 1 to 1024', 'model sweep')],
    [
      'a grid of which nothing can be simulated',
      { set: ['work.clients=0,-1'], out: 'rows.csv' },
      field('work.clients', '0', 'Too small: expected number to be >0'),
    ],
  ])('of sweep with %s is refused, and nothing is written', async (_, options, message) => {
    await using playground = new Playground();
    playground.file('reads.json', JSON.stringify(READS));
    const before = playground.belongings();
    const out = options.out === undefined ? null : join(playground.path, 'rows.csv');
    expect(await ofSweep(playground, 'reads.json', { ...options, out })).toBe(message);
    expect(playground.belongings()).toEqual(before);
  });

  it('with options and no configuration is refused', async () => {
    await using playground = new Playground();
    expect(await refused(playground, () => modelRun({ ...RUN, seed: 3 }, process.stdout))).toBe(
      complaint(
        'model run',
        'options, and no configuration that they are for',
        'the name of a configuration, or a file of JSON',
        'mntbench model run, without options, lists the names',
      ),
    );
  });

  it('that is wrong ends the program with 2 and four lines', async () => {
    await using playground = new Playground();
    playground.file('reads.json', JSON.stringify(READS));
    const expected = field('work.clinets', '3', 'no such key').replace('<tmp>/', '');
    expect(await refusal(playground, ['model', 'run', 'reads.json', '--set', 'work.clinets=3'])).toBe(expected);
    expect(await refusal(playground, ['model', 'sweep', 'reads.json', '--set', 'work.clinets=3,4'])).toBe(expected);
  });
});

/** A single-threaded server of virtiofs-tests, April 2021. */
const ROW = { op: 'seqread', server: 'no-tpool', iops: { 1: 22_300, 4: 70_100, 64: 75_100 }, fit: [1, 64] };
const tables = (row: object): object => ({ schemaVersion: 1, tables: { C1: { rows: [{ ...ROW, ...row }] } } });

describe('a file of published tables', () => {
  it.each([
    [
      'without points to fit on',
      tables({ fit: [] }),
      complaint(
        'tables.C1.rows[0].fit in <tmp>/tables.json',
        '[]',
        'at least 2 keys of iops to fit on',
        'correct the field; docs/model-tables.md describes each one that is read',
      ),
    ],
    [
      'with NaN',
      tables({ iops: { 1: Number.NaN } }),
      expect.stringContaining('rows[0].iops.1 in <tmp>/tables.json\n  got       null\n'),
    ],
    [
      'with a negative rate',
      tables({ iops: { 1: -1 } }),
      expect.stringContaining('rows[0].iops.1 in <tmp>/tables.json\n  got       -1\n'),
    ],
    ['of no known kind', { tables: { Z9: {} } }, expect.stringContaining('tables.Z9 in <tmp>/tables.json\n  got       "Z9"\n')],
    ['without tables', {}, expect.stringContaining('tables in <tmp>/tables.json\n  got       nothing\n')],
  ])('%s is refused', async (_, content, message) => {
    await using playground = new Playground();
    playground.file('tables.json', JSON.stringify(content));
    expect(await ofValidate(playground, 'tables.json')).toEqual(message);
  });

  it('that is no JSON, no file or a directory is refused', async () => {
    await using playground = new Playground();
    playground.file('tables.json', '{"tables": ');
    expect(await refusal(playground, ['model', 'validate', 'tables.json'])).toMatch(
      /^tables\.json\n {2}got {7}no JSON: .+\n {2}expected {2}.+\n {2}fix .+\n$/,
    );
    const expected = '  expected  a file of tables as JSON\n';
    expect(await ofValidate(playground, 'other.json')).toContain(`other.json\n  got       no such file\n${expected}`);
    expect(await ofValidate(playground, 'target')).toContain(`target\n  got       a directory\n${expected}`);
  });
});
