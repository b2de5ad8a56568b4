import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostProbeSchema } from '../core/host-probe.ts';
import type { LabConditions } from '../core/lab-conditions.ts';
import type { Mount } from '../core/mount.ts';
import { type RunRecord, runRecordSchema } from '../core/run-record.ts';
import type { Target } from '../core/target.ts';
import { parseMountTable } from '../mounts/table.ts';
import { keepRuns } from './kept-runs.ts';
import type { ProbedShares } from './probed-shares.ts';

const ID = '20261121T211800Z-4f9a1c';
const MACHINE = 'm-0123abcd';
const KERNEL = '6.1.0-50-amd64';
const PLACE = join(MACHINE, KERNEL, ID);

const RECORD: RunRecord = {
  schemaVersion: 1,
  id: ID,
  status: 'running',
  startedAt: '2026-11-21T21:18:00.000Z',
  finishedAt: null,
  machineId: MACHINE,
  harness: { version: '0.1.0', node: 'v20.19.0', uv: '1.46.0', commandLine: ['run'] },
  config: {
    targets: ['/mnt/c'],
    controls: true,
    precision: 0.03,
    maxTimeSeconds: 60,
    concurrency: [1],
    cold: false,
    counters: 'trace',
    seed: 1,
    results: 'results',
    hangSeconds: 30,
    commandSeconds: 900,
  },
  environment: { before: { platform: 'lab', emulated: true }, after: null },
  lab: null,
  targets: [],
  plan: {
    trials: [],
    sizing: [],
    minimumBlocks: 6,
    quick: false,
    tableOrder: {},
    skipped: [],
    repository: null,
    project: null,
  },
  inputs: [],
  calibration: null,
  blocks: [],
  stop: null,
  failures: [],
  outcomes: {},
  warnings: [],
  timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 0 },
};

function target(id: string, mountPoint: string): Target {
  const { mounts } = parseMountTable('mountinfo', `60 1 0:40 / ${mountPoint} rw - tmpfs memory rw\n`, new Map());
  const [mount] = mounts as [Mount];
  return { id, path: mountPoint, transport: 'native', mount, origin: 'named', freeBytes: 1e9, freeInodes: null };
}

const CONDITIONS: LabConditions = {
  boot: 2,
  boots: 3,
  seed: 1,
  kernelSeries: '6.1',
  accelerator: 'tcg',
  cpus: 2,
  memoryMiB: 2048,
  qemuVersion: '7.2.22',
  pool: { use: 'shared', slots: 512, areas: null },
  contender: null,
  faults: [],
  userSpaceNs: 4e9,
  firstSampleNs: null,
};

const SAMPLES = `schema_version,run_id,value,started_at,target\n1,${ID},30107.75,2026-11-21T21:18:04.113Z,virtiofs\n`;
/** 14.113 s before the first sample. */
const CLOCK = `${Date.parse('2026-11-21T21:18:00.000Z')} 10.00\n`;

let root: string;
let channel: string;
let results: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mntbench-kept-'));
  channel = join(root, 'channel');
  results = join(root, 'results');
  mkdirSync(channel);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** In the run that the guest leaves. */
function leave(name: string, content: string | object, place = PLACE): void {
  const path = join(channel, 'runs', place, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

function leaveRun(): void {
  leave('run.json', RECORD);
  leave('samples.csv', SAMPLES);
  leave('counters.csv', 'source,counter\n');
  leave('hist/small-file.create.virtiofs.hlog', '#[log]\n');
}

const keep = (): string[] => keepRuns(channel, results, CONDITIONS);
const kept = (name: string): string => readFileSync(join(results, PLACE, name), 'utf8');
const recordIn = (folder: string): RunRecord => runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));

/** Every path below a folder. */
function everything(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
}

describe('a run that a guest leaves', () => {
  it('comes into the results, file by file', () => {
    leaveRun();
    expect(keep()).toEqual([join(results, PLACE)]);
    expect(everything(join(results, PLACE))).toEqual([
      'counters.csv',
      'hist',
      'hist/small-file.create.virtiofs.hlog',
      'run.json',
      'samples.csv',
    ]);
    expect([kept('samples.csv'), kept('counters.csv')]).toEqual([SAMPLES, 'source,counter\n']);
    expect(kept('hist/small-file.create.virtiofs.hlog')).toBe('#[log]\n');
    expect(everything(results)).toHaveLength(3 + 5);
  });

  it('gets what the host itself measured on its shares, by the names of its targets, and not what the guest says of that', () => {
    leaveRun();
    leave('run.json', { ...RECORD, targets: [target('drive-c', '/mnt/c'), target('memory', '/dev/shm')] });
    leave('host-probe.json', 'believe me');
    const samplesNs = [1000, 2000];
    const probed = { runtime: 'Node 20.1.2', operations: [{ operation: 'fsync', n: 2, samplesNs }], unavailable: [] } as const;
    keepRuns(channel, results, CONDITIONS, { '9p-socket': probed, virtiofs: probed } as unknown as ProbedShares);
    expect(hostProbeSchema.parse(JSON.parse(kept('host-probe.json')))).toEqual({
      schemaVersion: 1,
      ranOn: 'linux',
      runtime: 'Node 20.1.2',
      operations: [{ target: 'drive-c', operation: 'fsync', n: 2, samplesNs, unit: 'ns' }],
      unavailable: [],
    });
  });

  it('is told the conditions of its boot, and how long it took to the first sample', () => {
    leaveRun();
    writeFileSync(join(channel, 'clock'), CLOCK);
    const [folder = ''] = keep();
    expect(recordIn(folder)).toEqual({ ...RECORD, lab: { ...CONDITIONS, firstSampleNs: 14.113e9 } });
  });

  it.each([
    ['without a clock', null, SAMPLES],
    ['with a clock that is none', 'a lie', SAMPLES],
    ['with a clock of the future', CLOCK.replace(/^1/, '9'), SAMPLES],
    ['without a sample', CLOCK, `${SAMPLES.split('\n')[0]}\n`],
  ])('%s has no time to the first sample', (_, clock, samples) => {
    leaveRun();
    leave('samples.csv', samples);
    if (clock !== null) writeFileSync(join(channel, 'clock'), clock);
    expect(recordIn(keep()[0] ?? '').lab?.firstSampleNs).toBeNull();
  });

  it('cannot bring conditions of its own', () => {
    leave('run.json', { ...RECORD, lab: CONDITIONS });
    const [folder = ''] = keepRuns(channel, results, null);
    expect(recordIn(folder).lab).toBeNull();
  });

  it('is left as it is when it has been brought before', () => {
    leaveRun();
    keep();
    leave('samples.csv', 'other');
    expect(keep()).toEqual([]);
    expect(kept('samples.csv')).toBe(SAMPLES);
    expect(everything(join(results, MACHINE, KERNEL)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is nothing when the guest never came to measuring', () => {
    expect(keep()).toEqual([]);
    expect(existsSync(results)).toBe(false);
  });
});

describe('what a hostile guest leaves', () => {
  const damaged = (): string => join(results, `${PLACE}.damaged`);

  it.each<[string, string | object]>([
    ['no JSON', '{"schemaVersion": 1'],
    ['a later version', { ...RECORD, schemaVersion: 2 }],
    ['more than a record has', { ...RECORD, extra: 1 }],
    ['the record of another run', { ...RECORD, id: '20261121T211800Z-ffffff' }],
    ['the record of another machine', { ...RECORD, machineId: 'm-ffffffff' }],
  ])('as run.json, %s: is kept under a name that shows it', (_, content) => {
    leaveRun();
    leave('run.json', content);
    expect(keep()).toEqual([damaged()]);
    expect(readFileSync(join(damaged(), 'run.json'), 'utf8')).toBe(
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    expect(readFileSync(join(damaged(), 'samples.csv'), 'utf8')).toBe(SAMPLES);
  });

  it('as a link in place of a file is not followed', () => {
    const secret = join(root, 'secret');
    writeFileSync(secret, 'secret');
    leaveRun();
    for (const name of ['samples.csv', 'run.json', 'hist/small-file.create.virtiofs.hlog']) {
      rmSync(join(channel, 'runs', PLACE, name));
      symlinkSync(secret, join(channel, 'runs', PLACE, name));
    }
    expect(keep()).toEqual([damaged()]);
    expect(everything(damaged())).toEqual(['counters.csv', 'hist', 'run.json']);
    expect(readFileSync(join(damaged(), 'run.json'), 'utf8')).toBe('');
  });

  it.each(['runs', `runs/${MACHINE}`, `runs/${MACHINE}/${KERNEL}`, `runs/${PLACE}`])(
    'as a link in place of %s is not followed',
    (place) => {
      leaveRun();
      const elsewhere = join(root, 'elsewhere');
      spawnSync('mv', [join(channel, place), elsewhere]);
      symlinkSync(elsewhere, join(channel, place));
      expect(keep()).toEqual([]);
      expect(existsSync(results)).toBe(false);
    },
  );

  it('as a link in place of the histograms is not followed', () => {
    leaveRun();
    const elsewhere = join(root, 'elsewhere');
    spawnSync('mv', [join(channel, 'runs', PLACE, 'hist'), elsewhere]);
    symlinkSync(elsewhere, join(channel, 'runs', PLACE, 'hist'));
    expect(keep()).toEqual([join(results, PLACE)]);
    expect(readdirSync(join(results, PLACE, 'hist'))).toEqual([]);
  });

  it('as a FIFO is not waited for', () => {
    leaveRun();
    rmSync(join(channel, 'runs', PLACE, 'samples.csv'));
    spawnSync('mkfifo', [join(channel, 'runs', PLACE, 'samples.csv'), join(channel, 'clock')]);
    expect(keep()).toEqual([damaged()]);
    expect(existsSync(join(damaged(), 'samples.csv'))).toBe(false);
  });

  it('as a huge file is not copied', () => {
    leaveRun();
    truncateSync(join(channel, 'runs', PLACE, 'samples.csv'), 2 ** 40);
    expect(keep()).toEqual([damaged()]);
    expect(existsSync(join(damaged(), 'samples.csv'))).toBe(false);
    expect(recordIn(damaged()).id).toBe(ID);
  });

  it('under names that no run has stays behind', () => {
    leaveRun();
    leave('passwd', 'x');
    leave('hist/../../evil.hlog', 'x');
    leave('hist/.hidden.hlog', 'x');
    leave('hist/name\nwith a line.hlog', 'x');
    leave('hist/folder.hlog/x', 'x');
    leave('run.json', RECORD, join('host', KERNEL, ID));
    leave('run.json', RECORD, join(MACHINE, '...', ID));
    leave('run.json', RECORD, join(MACHINE, KERNEL, 'latest'));
    expect(keep()).toEqual([damaged()]);
    expect(everything(damaged())).toEqual([
      'counters.csv',
      'hist',
      'hist/small-file.create.virtiofs.hlog',
      'run.json',
      'samples.csv',
    ]);
    expect(readdirSync(results)).toEqual([MACHINE]);
    expect(readdirSync(join(results, MACHINE))).toEqual([KERNEL]);
    expect(readdirSync(join(results, MACHINE, KERNEL))).toEqual([`${ID}.damaged`]);
  });

  it('is not executable, and not open to others to write', () => {
    leaveRun();
    spawnSync('chmod', ['4777', join(channel, 'runs', PLACE, 'samples.csv')]);
    keep();
    expect(lstatSync(join(results, PLACE, 'samples.csv')).mode & 0o7133).toBe(0);
  });
});
