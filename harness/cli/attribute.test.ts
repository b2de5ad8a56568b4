import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeCell, type MadeRun, madeRun } from '../attribute/testing/made-runs.ts';
import { type Attribution, attributionSchema } from '../core/attribution.ts';
import type { RunRecord } from '../core/run-record.ts';
import { writeRun } from './testing/figures-run.ts';
import { Playground } from './testing/playground.ts';
import { refusal } from './testing/refusal.ts';

/** A real run of the probe, whose record the made runs are modelled on. */
let playground: Playground;
let template: RunRecord;
beforeAll(async () => {
  playground = new Playground();
  const { code, stderr } = await playground.program([
    'run',
    'target',
    '-w',
    'probe',
    '--preset',
    'tiny',
    '--no-controls',
    '--max-time',
    '1',
  ]);
  expect(code, stderr).toBe(0);
  const record = playground.record();
  // Of this machine otherwise, which may have none.
  const before = { ...(record.environment.before as object), dmaPool: { state: 'shared', sizeBytes: null, evidence: [] } };
  template = { ...record, environment: { before, after: null } };
});
afterAll(() => playground[Symbol.asyncDispose]());

function attribute(place: Playground, ...args: string[]): ReturnType<Playground['program']> {
  return place.program(['attribute', ...args, '--results', place.results]);
}

function refused(place: Playground, ...args: string[]): Promise<string> {
  return refusal(place, ['attribute', ...args, '--results', place.results]);
}

async function documentOf(place: Playground, ...args: string[]): Promise<Attribution> {
  const { code, stdout, stderr } = await attribute(place, ...args, '--json');
  expect(code, stderr).toBe(0);
  return attributionSchema.parse(JSON.parse(stdout));
}

describe('a real run of the probe on one local folder', () => {
  it('is attributed: the layers of each operation make its median exactly, and none is beyond this machine', async () => {
    const { cells, findings, mounts } = await documentOf(playground, 'latest');
    expect(cells.length).toBeGreaterThan(50);
    for (const { layers, medianNs } of cells) expect(layers.reduce((sum, { ns }) => sum + ns, 0)).toBe(medianNs);
    for (const { shares } of mounts)
      for (const { layer, share } of shares) if (['transport', 'server'].includes(layer)) expect(share).toBe(0);
    expect(findings.map(({ code }) => code)).toContain('no-timeline');
  });
});

const parts: MadeCell['parts'] = {
  ...{ program: 2000, 'system-call': 20_000, request: 15_000, ring: 9000, bounce: 3000, doorbell: 30_000 },
  ...{ away: 400_000, interrupt: 21_000, 'run-queue': 12_000 },
};
const CELLS: readonly MadeCell[] = [
  { operation: 'stat.d0', transport: 'virtiofs', parts, requests: { LOOKUP: 3 } },
  { operation: 'read.1m', transport: 'virtiofs', parts: { ...parts, bounce: 260_000, away: 900_000 }, requests: { READ: 4 } },
  { operation: 'stat.d0', transport: '9p-socket', parts: { ...parts, ring: 0, bounce: 0, doorbell: 0 }, requests: { Twalk: 3 } },
  { operation: 'stat.d0', transport: 'memory', parts: { program: 2000, 'system-call': 8000 } },
  { operation: 'read.1m', transport: 'memory', parts: { program: 2000, 'system-call': 60_000 } },
];
const TRACED: MadeRun = {
  cells: CELLS,
  blocks: [1, 1.02, 0.98, 1.01, 0.99, 1],
  passes: [1, 1.01, 0.99],
  event: { ns: 500, perPart: 2 },
};

describe('a traced run with two mounts beyond the boundary', () => {
  let place: Playground;
  beforeAll(() => {
    place = new Playground();
    writeRun(place.results, template, 1, madeRun(TRACED));
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('is shown with a bar and figures for each mount and operation', async () => {
    const { code, stdout, stderr } = await attribute(place, 'latest');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = place.normalised(stdout).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => !/^ {2}(?:no )?model/.test(line)).join('\n')).toMatchInlineSnapshot(`
      "where the time goes · <run>

      A app  V vfs  C client  T transport  D dma  S server  H host-fs  ? unattributed
      small letters and +: time that may be that of other layers too; ± 95 % interval

      virtiofs · mean of 2 operations
        AVCCTTTTTTDDDDDDDDssssssssssssssssssssssssssssssssssssssssssssssssssssss
        server+ 74.5 %  dma 10.5 %  transport 8.2 %  client 3.2 %  app 1.9 %  vfs 1.6 %
        server+ may be server, transport or host-fs
          → time the same operations on the far side too, where mntbench run can (host-probe.json)

        stat.d0    512 µs  ±2.2 %  ACTTssssssssssssssss  server+ 400 µs ±2.2 %, transport 60.0 µs ±2.2 %
        read.1m   1.27 ms  ±2.2 %  VTDDDDssssssssssssss  server+ 900 µs ±2.2 %, dma 260 µs ±2.2 %

      9p-socket · mean of 1 operation
        AAVCCCCTTTssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss
        server+ 85.1 %  client 5.7 %  transport 4.5 %  app 3.0 %  vfs 1.7 %
        server+ may be server, transport or host-fs
          → time the same operations on the far side too, where mntbench run can (host-probe.json)

        stat.d0    470 µs  ±2.2 %  ACTsssssssssssssssss  server+ 400 µs ±2.2 %, client 26.7 µs ±3.1 %

      memory · mean of 2 operations
        AAAAAAAAVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV
        vfs 88.4 %  app 11.6 %
        2 more: --cells all

      evidence
        ✓ trace             5 of 5 cells, 3 traced passes
        ✓ thread-time       right within 0 µs of a step, by steps on tmpfs, where nothing sleeps; 5 of 5
                            loops
        ✓ controls          2 cells on tmpfs or a local disk
        ✓ probe-slopes      5 cells of the probe, for the model
        ✓ counted-requests  3 of 5 cells
        – run-pair          no boots that differ in having no bounce buffers (--beside), or a trace that
                            makes them needless
        – host-probe        nothing was timed on the far side
          tracing           made operations longer: 1.01× on virtiofs, 1.02× on 9p-socket, 1.12× on
                            memory; no figure above contains it
      "
    `);
  });

  it('is shown with requests and the tail where few operations are asked for', async () => {
    const { stdout } = await attribute(place, 'latest', '--cells', 'read.*');
    expect(stdout).toMatch(/slowest tenth +\d/);
    expect(stdout).toMatch(/requests +4 READ/);
    expect(stdout).not.toContain('stat.d0');
  });

  it('gives 9P over a socket no bounce buffers, and virtiofs what they take', async () => {
    const { cells } = await documentOf(place, 'latest');
    const dma = (target: string, operation: string): number =>
      cells.find((cell) => cell.target === target && cell.operation === operation)?.layers.find(({ layer }) => layer === 'dma')
        ?.share ?? 0;
    expect(dma('9p-socket', 'stat.d0')).toBe(0);
    expect(dma('virtiofs', 'read.1m')).toBeCloseTo(260 / 1272, 1);
  });
});

describe('boots of one configuration', () => {
  it('are taken together: as many repetitions as boots', async () => {
    await using place = new Playground();
    for (const boot of [1, 2, 3]) writeRun(place.results, template, boot, madeRun({ ...TRACED, boot }));
    const { cells, runs } = await documentOf(place, place.results);
    expect(runs).toHaveLength(3);
    expect(new Set(cells.map(({ n }) => n))).toEqual(new Set([3]));
  });

  it('are refused together with another configuration', async () => {
    await using place = new Playground();
    writeRun(place.results, template, 1, madeRun({ ...TRACED, boot: 1 }));
    writeRun(place.results, template, 2, madeRun({ ...TRACED, boot: 2 }), { machineId: 'm-00000002' });
    expect(await refused(place, place.results)).toContain('these runs are not of one configuration');
  });
});

describe('beside runs of another configuration', () => {
  let place: Playground;
  const withPool = (state: 'shared' | 'none'): Partial<RunRecord> => ({
    environment: {
      before: { ...(template.environment.before as object), dmaPool: { state, sizeBytes: null, evidence: [] } },
      after: null,
    },
  });
  const here = (boot: number): string =>
    writeRun(place.results, template, boot, madeRun({ ...TRACED, passes: [], boot, blocks: [1 + boot / 100] })).path;
  const there = (boot: number, patch: Partial<RunRecord> = withPool('none')): string => {
    const cells = CELLS.map((cell) => ({ ...cell, parts: { ...cell.parts, bounce: 0 } }));
    return writeRun(
      place.results,
      template,
      boot,
      madeRun({ ...TRACED, cells, passes: [], boot, blocks: [0.97 + boot / 100] }),
      patch,
    ).path;
  };
  beforeAll(() => {
    place = new Playground();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('shows in what they differ, and by how much which layers do', async () => {
    const { code, stdout, stderr } = await attribute(place, here(1), here(2), here(3), '--beside', there(4), there(5), there(6));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = place.normalised(stdout);
    expect(text.slice(text.indexOf('longer than beside by'), text.indexOf('evidence\n'))).toMatchInlineSnapshot(`
      "longer than beside by · <run>, <run> and <run>
        pool: shared here, none beside
        virtiofs
        stat.d0  +3.06 µs (−16.4 µs to 22.5 µs)      no layer for certain
        read.1m  +265 µs (222 µs to 309 µs)          dma +265 µs
        9p-socket
        stat.d0  0.00 ns (−17.9 µs to 17.9 µs)       no layer for certain

      "
    `);
  });

  it('without bounce buffers has the time of bounce buffers told apart without a trace', async () => {
    const alone = await documentOf(place, here(1), here(2), here(3));
    expect(alone.beside).toBeNull();
    expect(alone.cells.flatMap(({ layers }) => layers.flatMap(({ mergedWith }) => mergedWith))).toContain('dma');
    const { cells, beside } = await documentOf(place, here(1), here(2), here(3), '--beside', there(4), there(5), there(6));
    expect(beside?.unusedReason).toBeNull();
    const dma = cells
      .find(({ target, operation }) => target === 'virtiofs' && operation === 'read.1m')
      ?.layers.find(({ layer }) => layer === 'dma');
    expect(dma?.evidence).toContain('run-pair');
    // The boots beside are as fast otherwise.
    expect((dma?.ns ?? 0) / 260_000).toBeCloseTo(1, 1);
  });

  it('that differ in more than the pool is no evidence for a layer, and says so', async () => {
    const other = there(7, { ...withPool('none'), machineId: 'm-00000002' });
    const { beside, cells } = await documentOf(place, here(1), '--beside', other);
    expect(beside?.unusedReason).toBe('more than the pool differs: machine');
    expect(cells.flatMap(({ layers }) => layers.flatMap(({ evidence }) => evidence))).not.toContain('run-pair');
  });

  it('that measured nothing of the same is refused, and so is the same run', async () => {
    const cells = CELLS.map((cell) => ({ ...cell, workload: 'small-file' }));
    const { path } = writeRun(place.results, template, 8, madeRun({ cells }));
    expect(await refused(place, here(1), '--beside', path)).toContain('the runs beside measured nothing that these did');
    expect(await refused(place, here(1), '--beside', here(1))).toContain('a run is there twice');
  });
});

describe('bad input', () => {
  let place: Playground;
  beforeAll(() => {
    place = new Playground();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('a run without the probe is attributed as far as it goes, and told what to measure', async () => {
    const small = CELLS.map((cell) => ({
      ...cell,
      workload: 'small-file',
      operation: cell.operation === 'stat.d0' ? 'stat' : 'read',
    }));
    const { path } = writeRun(place.results, template, 1, madeRun({ cells: small, blocks: [1, 1, 1] }));
    const { code, stdout } = await attribute(place, path);
    expect(code).toBe(0);
    expect(stdout).toContain('the probe was not measured');
    expect(stdout).toContain('mntbench run -w probe --counters trace');
    expect(stdout).toContain('small-file/stat');
  });

  it('a run without any valid sample is refused', async () => {
    const { path } = writeRun(place.results, template, 2, { runId: '', steps: [], counters: [] });
    expect(await refused(place, path)).toContain('there is no time to attribute');
  });

  it('a run that was interrupted is attributed, and called that', async () => {
    const { path } = writeRun(place.results, template, 3, madeRun(TRACED), { status: 'interrupted' });
    const { code, stdout } = await attribute(place, path);
    expect(code).toBe(0);
    expect(stdout).toContain('is not complete: attributed is what it holds');
  });

  it('a run with failed trials is attributed, and says what failed first', async () => {
    const trial = { workload: 'probe', preset: 'core', target: 'virtiofs', concurrency: 1, cache: 'warm', block: 0 } as const;
    const failures = [{ ...trial, phase: null, reason: 'errno:ENOMEM', message: 'task make-fixture: ENOMEM' }];
    const { path } = writeRun(place.results, template, 3, madeRun(TRACED), { status: 'partial', failures });
    const { code, stdout } = await attribute(place, path);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('1 trial failed, first probe on virtiofs: task make-fixture: ENOMEM');
  });

  it('a run whose counters were cut in the middle of a line is attributed by the others', async () => {
    const { path, counters } = writeRun(place.results, template, 4, madeRun(TRACED));
    truncateSync(counters, readFileSync(counters).length - 20);
    expect((await attribute(place, path)).code).toBe(0);
    rmSync(counters);
    const { findings } = await documentOf(place, path);
    expect(findings.map(({ code }) => code)).toContain('no-timeline');
  });

  it('a run of a newer program is refused', async () => {
    const { path, runJson } = writeRun(place.results, template, 5, madeRun(TRACED));
    writeFileSync(runJson, readFileSync(runJson, 'utf8').replace('"schemaVersion": 1', '"schemaVersion": 99'));
    expect(await refused(place, path)).toContain('a run cannot be read');
  });

  it('contradictory evidence is a warning, and no layer is negative', async () => {
    const figures = madeRun({ ...TRACED, passes: [] });
    const steps = figures.steps.map((step) =>
      step.cell.target === 'virtiofs' ? { ...step, values: { ...step.values, cpu: 10 * (step.values.elapsed ?? 0) } } : step,
    );
    const { path } = writeRun(place.results, template, 6, { ...figures, steps });
    const { cells } = await documentOf(place, path);
    const own = cells.filter(({ target }) => target === 'virtiofs');
    expect(own.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toContain('contradiction');
    for (const { layer, ns } of own.flatMap(({ layers }) => layers))
      if (layer !== 'unattributed') expect(ns).toBeGreaterThanOrEqual(0);
  });

  it('names of operations that steer terminals are shown harmless', async () => {
    const evil = CELLS.map((cell) => ({ ...cell, workload: 'small-file', operation: `\u001b[2J${cell.operation}` }));
    const { path } = writeRun(place.results, template, 7, madeRun({ cells: evil, blocks: [1, 1] }));
    const { stdout } = await attribute(place, path);
    expect(stdout).not.toContain('\u001b[2J');
    expect(stdout).toContain('\\u001b[2Jstat.d0');
  });

  it('a pattern that fits nothing is refused', async () => {
    const { path } = writeRun(place.results, template, 8, madeRun(TRACED));
    expect(await refused(place, path, '--cells', 'nothing.*')).toContain('nothing.*');
  });
});
