import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Playground } from '../testing/playground.ts';
import { type ModelRunOptions, modelRun } from './run.ts';

const READS = {
  schemaVersion: 1,
  name: 'reads',
  transport: 'virtiofs',
  kernel: '6.18',
  cpus: 4,
  pool: { kind: 'hv-pci-one-area', slots: 1024 },
  work: { operation: 'read', bytes: 65_536, clients: 4 },
  run: { operations: 2000, warmUp: 200, seed: 1 },
};

interface Stay {
  readonly waitingNs: number;
  readonly serviceNs: number;
}

const total = (stays: readonly Stay[]): number => stays.reduce((sum, { waitingNs, serviceNs }) => sum + waitingNs + serviceNs, 0);

const OPTIONS: ModelRunOptions = { configuration: null, set: [], operations: null, seed: null, json: false };

/** What the program would print, which takes a second to start. */
async function printed(content: object | string | null, options: Partial<ModelRunOptions> = {}): Promise<string> {
  await using playground = new Playground();
  const isFile = content !== null && typeof content === 'object';
  const configuration = isFile ? playground.file('reads.json', JSON.stringify(content)) : content;
  const stdout = new PassThrough({ encoding: 'utf8' });
  expect(modelRun({ ...OPTIONS, configuration, ...options }, stdout)).toBe(0);
  return stdout.read() as string;
}

describe('model run', () => {
  it('lists the names that there are', async () => {
    const [text, json] = [await printed(null), await printed(null, { json: true })];
    const { configurations } = JSON.parse(json) as { configurations: { name: string; standsFor: string; assumes: string }[] };
    expect(configurations.length).toBeGreaterThan(10);
    for (const { name, standsFor } of configurations) expect(text).toContain(`${name}\n  ${standsFor}\n`);
  });

  it('simulates a file, and tells where the time goes', async () => {
    await using playground = new Playground();
    // As some editors of Windows write it.
    playground.file('reads.json', `\uFEFF${JSON.stringify(READS)}`);
    const { code, stdout, stderr } = await playground.program(['model', 'run', 'reads.json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "reads  read of 64.0 KiB · 4 clients · virtiofs on 6.18
      20793 operations/s · mean 192 µs · p50 192 µs · p90 222 µs · p99 247 µs · p99.9 270 µs · max 271 µs

      layer      waiting  service    share   at p50   at p99
      app              –  10.6 µs    5.5 %  10.5 µs  12.4 µs
      client           –  1.00 µs    0.5 %  1.00 µs  1.00 µs
      transport   395 ns  16.9 µs    9.0 %  17.1 µs  21.3 µs
      dma              –  16.3 µs    8.5 %  16.3 µs  16.3 µs
      server     99.1 µs  26.3 µs   65.2 %   125 µs   170 µs
      host-fs          –  21.8 µs   11.3 %  22.0 µs  27.4 µs
      all        99.4 µs  92.9 µs  100.0 %   192 µs   248 µs

      path             layer      visits  waiting  service   share   at p50   at p99
      system-call      app             1        –   700 ns   0.4 %   700 ns   700 ns
      client           client          1        –  1.00 µs   0.5 %  1.00 µs  1.00 µs
      ring             transport       1        –        –   0.0 %        –        –
      submit-lock      transport       1   119 ns        –   0.1 %   149 ns  15.8 ns
      submit           transport       1        –  1.50 µs   0.8 %  1.50 µs  1.50 µs
      pool-map         dma            20        –   800 ns   0.4 %   800 ns   800 ns
      copy-in          dma            17        –  6.59 µs   3.4 %  6.59 µs  6.59 µs
      server           server          2  99.1 µs  26.3 µs  65.2 %   125 µs   170 µs
      host-fs          host-fs         1        –  21.8 µs  11.3 %  22.0 µs  27.4 µs
      interrupt        transport   0.986        –  14.9 µs   7.7 %  14.8 µs  19.3 µs
      completion-lock  transport       1   276 ns        –   0.1 %   167 ns  24.4 ns
      completion       transport       1        –   500 ns   0.3 %   500 ns   500 ns
      copy-out         dma            16        –  6.56 µs   3.4 %  6.56 µs  6.56 µs
      pool-unmap       dma            20        –  2.40 µs   1.2 %  2.40 µs  2.40 µs
      wake-up          app             1        –  9.91 µs   5.2 %  9.83 µs  11.7 µs

      means of one operation · share of the mean response · at p50, p99: waiting and service of the operations around it

      pool-hv-pci  128 of 1024 slots used on average, at most 144, never full
      busiest  workers-0 100.0 %, host-fs 45.3 %, queue-0-lock 38.2 %
      bounds  in the long run at most 20967 operations/s, mean at least 191 µs; from 1.63 clients on somebody waits
      2000 operations after 200 to warm up, seed 1: 96.2 ms in 180495 events
      "
    `);
  });

  it('simulates a name, and tells what is assumed', async () => {
    const text = await printed('wsl-6.6-virtiofs', { operations: 500 });
    expect(text).toMatch(
      /^wsl-6\.6-virtiofs {2}read of 4\.00 KiB · 4 clients · virtiofs on 6\.6\nassumes .+\n\d+ operations\/s · mean /,
    );
    expect(text).toContain('500 operations after 1000 to warm up, seed 1');
  });

  it('tells of failures, parked operations and contenders', async () => {
    const contender = { device: 'pci', mappingBytes: 262_144, load: { kind: 'closed', outstanding: 8, thinkNs: 20_000 } };
    const crowded = { ...READS, contenders: [contender], work: { ...READS.work, clients: 8, bytes: 262_144 } };
    const failing = await printed(crowded, { operations: 500 });
    expect(failing).toMatch(/^failed {2}\d+ of 500 operations \(\d+\.\d %\), in no latency: the pool was full$/m);
    expect(failing).toMatch(/^pool-hv-pci {2}.+ of 1024 slots used on average, at most \d+; full \d+×$/m);
    const parking = await printed({ ...crowded, kernel: '6.6' }, { operations: 500 });
    expect(parking).toMatch(/^parked {2}\d+ operations \(.+ %\) until a timer; they took .+ ms on average, at most .+ m?s$/m);
    expect(parking).toMatch(/^contender-0 {2}\d+ requests\/s, mean .+ [µm]s, \d+ dropped: the pool was full$/m);
  });

  it('takes --set, --operations and --seed before the file', async () => {
    await using playground = new Playground();
    playground.file('reads.json', JSON.stringify(READS));
    const settings = [
      '--set',
      'work.clients=2',
      '--set',
      'pool.kind=per-device',
      '--set',
      'run.seed=5',
      '--set',
      'work.clients=3',
    ];
    const { stdout, stderr } = await playground.program([
      ...['model', 'run', ...settings, 'reads.json', '--operations', '300', '--seed', '7', '--json'],
    ]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      configuration: { name: 'reads', work: { clients: 3 }, pool: { kind: 'per-device', slots: 1024 } },
      operations: 300,
      seed: 7,
      completed: 300,
    });
  });

  it('--json has parts that fit together', async () => {
    const document = JSON.parse(await printed(READS, { json: true }));
    const { latency, rows, layers, throughputPerSecond, bounds, pools, ownPool } = document;
    expect(total(rows) / latency.meanNs).toBeCloseTo(1, 9);
    expect(total(layers) / latency.meanNs).toBeCloseTo(1, 9);
    expect((throughputPerSecond * latency.meanNs) / 1e9 / 4).toBeCloseTo(1, 1);
    expect(throughputPerSecond).toBeLessThan(bounds.throughputPerSecond * 1.02);
    expect(pools).toMatchObject([{ pool: ownPool, slots: 1024, full: 0 }]);
  });

  it('is the same twice, and another with another seed', async () => {
    const first = await printed(READS, { json: true });
    expect(await printed(READS, { json: true })).toBe(first);
    expect(JSON.parse(await printed(READS, { json: true, seed: 2 })).latency).not.toEqual(JSON.parse(first).latency);
  });
});
