import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { csvRows } from '../../record/csv.ts';
import { complaintText } from '../../report/complaint.ts';
import { until } from '../../run/testing/until.ts';
import { projectFolder } from '../../system/folders.ts';
import { Playground } from '../testing/playground.ts';
import { type ModelSweepOptions, modelSweep } from './sweep.ts';

const READS = {
  schemaVersion: 1,
  name: 'reads',
  transport: 'virtiofs',
  kernel: '6.18',
  cpus: 4,
  pool: { kind: 'hv-pci-one-area', slots: 1024 },
  work: { operation: 'read', bytes: 4096, clients: 4 },
  run: { operations: 500, warmUp: 100, seed: 1 },
};

/** A playground with a configuration, and what lies in the file that a sweep writes. */
class SweepPlayground extends Playground {
  readonly csv = join(this.path, 'rows.csv');

  constructor() {
    super();
    this.file('reads.json', JSON.stringify(READS));
  }

  /** The message of a sweep into this file that is refused; the files must be as before. */
  async refusal(options: Partial<ModelSweepOptions> = {}, version = VERSION): Promise<string> {
    const before = this.belongings();
    const whole = { ...OPTIONS, configuration: join(this.path, 'reads.json'), out: this.csv, ...options };
    const error = await modelSweep(whole, { out: process.stdout, err: process.stderr }, version).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(this.belongings()).toEqual(before);
    if (!(error instanceof UserError)) throw error ?? new Error('not refused');
    return this.normalised(complaintText(error.complaint));
  }

  text(): string {
    return readFileSync(this.csv, 'utf8');
  }

  rows(): Record<string, string>[] {
    return csvRows(this.text());
  }
}

const AXES = ['work.clients=1,8', 'pool.slots=512,1024'];
const OPTIONS: ModelSweepOptions = {
  configuration: '',
  set: AXES,
  operations: null,
  seed: null,
  threads: null,
  out: null,
  json: false,
};
const VERSION = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')).version as string;

const GRID = ['--set', 'work.clients=1,8', '--set', 'pool.slots=512,1024'];
const SWEEP = ['model', 'sweep', 'reads.json', ...GRID];

describe('model sweep', () => {
  it('simulates all combinations', async () => {
    await using playground = new SweepPlayground();
    const { code, stdout, stderr } = await playground.program([...SWEEP, '--out', 'rows.csv']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/4 rows in rows\.csv\n$/)]);
    expect(stdout).toMatchInlineSnapshot(`
      "work.clients  pool.slots  operations/s     mean      p50     p99  failed  parked  slots at most
                 1         512         13068  76.5 µs  76.2 µs  115 µs       0       0              6
                 1        1024         13068  76.5 µs  76.2 µs  115 µs       0       0              6
                 8         512         32269   247 µs   245 µs  326 µs       0       0             48
                 8        1024         32269   247 µs   245 µs  326 µs       0       0             48
      "
    `);
    expect(
      playground.rows().map(({ work_clients, pool_slots, status, completed }) => [work_clients, pool_slots, status, completed]),
    ).toEqual([
      ['1', '512', 'ok', '500'],
      ['1', '1024', 'ok', '500'],
      ['8', '512', 'ok', '500'],
      ['8', '1024', 'ok', '500'],
    ]);
  });

  it('gives each row the figures that model run gives, whatever the threads', async () => {
    await using playground = new SweepPlayground();
    const [two, one, alone] = await Promise.all([
      playground.program([...SWEEP, '--json', '--threads', '2']),
      playground.program([...SWEEP, '--json', '--threads', '1']),
      playground.program(['model', 'run', 'reads.json', '--set', 'work.clients=8', '--set', 'pool.slots=512', '--json']),
    ]);
    expect(one.stdout).toBe(two.stdout);
    const document = JSON.parse(two.stdout);
    expect(document).toMatchObject({ schemaVersion: 1, configuration: 'reads.json', status: 'complete', file: null });
    const { throughputPerSecond, latency, events } = JSON.parse(alone.stdout);
    expect(document.rows[2]).toMatchObject({
      set: { 'work.clients': 8, 'pool.slots': 512 },
      status: 'ok',
      throughputPerSecond,
      meanNs: latency.meanNs,
      p99Ns: latency.p99Ns,
      events,
    });
  });

  it('says of one configuration why it is refused, and simulates the others: 3', async () => {
    await using playground = new SweepPlayground();
    const { code, stdout } = await playground.program([
      ...['model', 'sweep', 'reads.json', '--set', 'pool.slots=100,1024', '--out', 'rows.csv'],
    ]);
    expect(code).toBe(3);
    expect(playground.rows().map(({ status }) => status)).toEqual(['refused', 'ok']);
    expect(playground.rows()[0]).toMatchObject({
      pool_slots: '100',
      throughput_per_second: '',
      reason: expect.stringContaining('pool.slots in reads.json: got 100'),
    });
    expect(stdout).toContain('refused in 1 row  pool.slots in reads.json: got 100, expected a multiple of 128');
  });

  it('keeps what cannot be simulated to its end as a row too', async () => {
    await using playground = new SweepPlayground();
    const contender = { device: 'disk', mappingBytes: 4096, deviceNs: 1e9, load: { kind: 'open', perSecond: 1 } };
    playground.file('reads.json', JSON.stringify({ ...READS, contenders: [contender] }));
    const { code, stdout } = await playground.program([
      ...['model', 'sweep', 'reads.json', '--set', 'contenders.0.load.perSecond=1,1e12', '--json'],
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).rows).toMatchObject([
      { status: 'ok' },
      { status: 'refused', reason: expect.stringContaining('the simulation cannot end') },
    ]);
  });
});

describe('a sweep that was killed', () => {
  const LONG = [
    ...['model', 'sweep', 'reads.json', '--set', 'work.clients=1,2,3,4,5,6,7,8'],
    ...['--operations', '15000', '--threads', '1', '--out', 'rows.csv'],
  ];

  async function stopped(playground: SweepPlayground, signal: NodeJS.Signals) {
    const running = playground.start(LONG);
    await until('two rows', () => {
      try {
        return playground.text().split('\n').length > 3;
      } catch {
        return false;
      }
    });
    running.kill(signal);
    return running.ended;
  }

  it('goes on with what is missing, and has the rows of one that was not', async () => {
    await using playground = new SweepPlayground();
    await stopped(playground, 'SIGKILL');
    const kept = playground.rows();
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept.length).toBeLessThan(8);
    // Marked, to see that they are not simulated again; and as a crash in the middle of a line leaves the file.
    const marked = playground.text().replaceAll(/^(\d),ok,[^,]+/gm, '$1,ok,12345');
    writeFileSync(playground.csv, `${marked}7,ok,99`);
    const { code, stderr } = await playground.program(LONG);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/8 rows in rows\.csv\n$/)]);
    const rows = playground.rows();
    expect(rows.map(({ work_clients }) => work_clients)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(rows.filter(({ throughput_per_second }) => throughput_per_second === '12345').length).toBe(kept.length);
    expect(rows.every(({ completed }) => completed === '15000')).toBe(true);
  });

  it('by Ctrl-C ends with 130, says how far it came and prints its rows', async () => {
    await using playground = new SweepPlayground();
    const { code, stdout, stderr } = await stopped(playground, 'SIGINT');
    expect(code, stderr).toBe(130);
    const kept = playground.rows().length;
    expect(stderr).toContain(`stopped after ${kept} of 8 rows; they are in rows.csv, and the same command goes on\n`);
    expect(stdout.trim().split('\n').length).toBe(kept + 1);
  });
});

describe('a file of rows', () => {
  it('that is complete is only shown, and those of another sweep are refused', async () => {
    await using playground = new SweepPlayground();
    const first = await playground.program([...SWEEP, '--out', 'rows.csv']);
    const text = playground.text();
    const second = await playground.program([...SWEEP, '--out', 'rows.csv']);
    expect([second.code, second.stdout]).toEqual([0, first.stdout]);
    expect(playground.text()).toBe(text);
    const notOfThisGrid = 'a point that is not in this grid, or of another configuration';
    const got = (what: string): unknown => expect.stringContaining(`option --out <tmp>/rows.csv\n  got       ${what}\n`);
    expect(await playground.refusal({ set: ['work.clients=1,8', 'pool.slots=512'] })).toEqual(got(`line 3: ${notOfThisGrid}`));
    expect(await playground.refusal({ set: ['work.clients=1,8'] })).toEqual(got('a file with other columns'));
    expect(await playground.refusal({ seed: 2 })).toEqual(got(`line 2: ${notOfThisGrid}`));
    expect(await playground.refusal({ operations: 100 })).toEqual(got(`line 2: ${notOfThisGrid}`));
    expect(await playground.refusal({}, '0.0.7')).toEqual(got(`line 2: a row by version ${VERSION} of mntbench`));
    playground.file('reads.json', JSON.stringify({ ...READS, cpus: 2 }));
    expect(await playground.refusal()).toEqual(got(`line 2: ${notOfThisGrid}`));
    writeFileSync(playground.csv, text.replaceAll(',ok,', ',fine,'));
    playground.file('reads.json', JSON.stringify(READS));
    expect(await playground.refusal()).toEqual(got('line 2: no row of a sweep'));
  });

  it.each([
    ['that is a directory', 'target', 'a directory'],
    ['in a folder that is not there', 'nowhere/rows.csv', 'no folder <tmp>/nowhere'],
    ['that is something else', 'reads.json', 'a file with other columns'],
  ])('%s is refused', async (_, out, got) => {
    await using playground = new SweepPlayground();
    const message = await playground.refusal({ out: join(playground.path, out) });
    expect(message).toContain(`option --out <tmp>/${out}\n  got       ${got}\n`);
  });
});
