import { describe, expect, it } from 'vitest';
import type { Summary } from '../core/summary.ts';
import type { Transport } from '../core/transport.ts';
import type { BootReport } from './lab-document.ts';
import { bootLine, bootsTable } from './lab-table.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours, which depend on where the tests run
const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

const RAN: BootReport = {
  boot: 1,
  kernel: '6.1',
  release: '6.1.0-50-amd64',
  pool: { use: 'shared', slots: null, areas: null },
  contender: null,
  faults: [],
  status: 'ran',
  reason: null,
  run: { id: '20261121T211800Z-4f9a1c', dir: '/results/a', status: 'complete', bootId: null },
  userSpaceNs: 3.4e9,
  firstSampleNs: 14.1e9,
  seconds: 95,
};
const FAILED: BootReport = {
  ...RAN,
  boot: 2,
  kernel: '6.18',
  release: '6.18.15',
  pool: { use: 'private', slots: 512, areas: null },
  status: 'failed',
  reason: 'the guest panicked\u001b[2J',
  run: null,
  userSpaceNs: null,
  firstSampleNs: null,
  seconds: 9.7,
};

function summary(transport: Transport, operation: string, ratioToNative: number | null): Summary {
  const cell = { workload: 'small-file', preset: 'tiny', phase: operation, operation, target: transport, transport };
  const identity = { ...cell, concurrency: 1, cacheState: 'guest-warm/host-warm', runId: 'r', metric: 'latency', unit: 'ns' };
  const figures = { boots: 1, n: 6, nInvalid: 0, median: 1, low: null, high: null, mean: 1, standardDeviation: null };
  const tail = {
    minimum: 1,
    maximum: 1,
    mad: 0,
    p90: null,
    p95: null,
    p99: null,
    p999: null,
    outliersMild: 0,
    outliersSevere: 0,
  };
  const course = { lagOne: null, driftPercent: null, steady: null, stop: 'cap', warnings: [], better: 'lower', emulated: true };
  return { ...identity, ...figures, ...tail, ...course, ratioToNative } as Summary;
}

describe('the boots of lab run', () => {
  it('are told one by one while they end', () => {
    expect(plain(bootLine(RAN, 2))).toBe('boot 1/2  6.1  complete in 1 min 35 s: run 20261121T211800Z-4f9a1c\n');
    expect(plain(bootLine(FAILED, 2))).toBe(
      'boot 2/2  6.18 pool=private slots=512  failed in 10 s: the guest panicked\\u001b[2J\n',
    );
  });

  it('stand side by side with what tells them apart', () => {
    const summaries = [
      summary('native', 'create', 1),
      summary('virtiofs', 'create', 4),
      summary('virtiofs', 'stat', 2),
      summary('virtiofs', 'read', 9),
      summary('9p-socket', 'create', 20),
      summary('9p-socket', 'stat', null),
    ];
    expect(
      plain(
        bootsTable([
          { report: RAN, summaries, emulated: true },
          { report: FAILED, summaries: [], emulated: null },
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "boot  configuration                kernel          status    user space  first sample  virtiofs  9p-socket  run
         1  6.1                          6.1.0-50-amd64  complete      3.40 s        14.1 s     4.00×      20.0×  20261121T211800Z-4f9a1c
         2  6.18 pool=private slots=512  6.18.15         failed             –             –         –          –  –
      columns of mounts: × times native, the median over all operations of the run · times from the start of the kernel
      emulated processor: compare within one boot only
      "
    `);
  });
});
