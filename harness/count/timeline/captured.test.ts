import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Count } from '../../core/counting.ts';
import type { Transport } from '../../core/transport.ts';
import { projectFolder } from '../../system/folders.ts';
import { type DecoderName, recordDecoder } from './decode.ts';
import { rulesFor } from './part-rules.ts';
import { decoded } from './recorder.ts';
import { timelineOf } from './timeline-of.ts';

/**
 * Trace buffers as two kernels in the lab wrote them, each around four calls: pages of `trace_pipe_raw` and the layout of the events.
 * `open` opens and closes a file three levels deep, `write` writes 64 KiB and calls fsync(2), `stat` is stat(2).
 */
interface Captures {
  readonly formats: readonly {
    readonly decoder: DecoderName;
    readonly id: number;
    readonly offsets: Readonly<Record<string, number>>;
  }[];
  readonly captures: readonly {
    readonly transport: Transport;
    readonly operation: string;
    readonly stretches: readonly { readonly startedNs: number; readonly calls: number }[];
    readonly latencies: readonly number[];
    readonly buffers: readonly { readonly cpu: number; readonly lost: number; readonly pages: readonly string[] }[];
  }[];
}

const KERNELS = ['6.1', '6.18'] as const;

function rowsOf(kernel: string, transport: Transport, operation: string): { rows: readonly Count[]; latencyNs: number } {
  const file = join(projectFolder(), 'harness/count/timeline/testdata', `traces-${kernel}.json.gz`);
  const { formats, captures } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Captures;
  const captured = captures.find((one) => one.transport === transport && one.operation === operation);
  if (captured === undefined) throw new Error(`nothing captured of ${operation} on ${transport}`);
  const decode = recordDecoder(
    formats.map(({ decoder, id, offsets }) => ({ decoder, format: { id, offsets: new Map(Object.entries(offsets)) } })),
  );
  const pagesOf = (pages: readonly string[]): Buffer[] => pages.map((page) => Buffer.from(page, 'base64'));
  const trace = decoded(
    captured.buffers.map(({ cpu, lost, pages }) => ({ cpu, lost, pages: pagesOf(pages) })),
    decode,
  );
  const calls = { thread: 0, stretches: captured.stretches, latencies: Float64Array.from(captured.latencies), failed: 0 };
  const latencyNs = captured.latencies.reduce((sum, ns) => sum + ns, 0);
  return { rows: timelineOf([calls], trace, rulesFor(transport, true)), latencyNs };
}

const named = (rows: readonly Count[], counter: string): Map<string, number> =>
  new Map(
    rows
      .filter((row) => row.counter === counter && (counter !== 'time' || row.subkey === 'all'))
      .map(({ key, value }) => [key ?? '', value ?? Number.NaN]),
  );

describe.each(KERNELS)('a trace of Linux %s', (kernel) => {
  it.each([
    ['memory', 'stat', ['program', 'system-call'], {}],
    ['native', 'write', ['program', 'system-call', 'storage', 'bounce', 'run-queue'], {}],
    ['9p-socket', 'open', ['program', 'system-call', 'request', 'away', 'run-queue'], { Twalk: 4, Tlopen: 4, Tclunk: 4 }],
    ['9p-virtio', 'open', ['ring', 'bounce', 'doorbell', 'away', 'interrupt'], { Twalk: 4, Tlopen: 4, Tclunk: 4 }],
    ['virtiofs', 'open', ['ring', 'bounce', 'doorbell', 'away'], { OPEN: 4, FLUSH: 4 }],
    ['virtiofs', 'write', ['ring', 'bounce', 'doorbell', 'away', 'interrupt'], { WRITE: 4, FSYNC: 4 }],
  ] as const)(
    'on %s explains all of the time of %s, by the parts that such a mount has',
    (transport, operation, parts, requests) => {
      const { rows, latencyNs } = rowsOf(kernel, transport, operation);
      const time = named(rows, 'time');
      const total = [...time.values()].reduce((sum, ns) => sum + ns, 0);
      expect(Math.abs(total - latencyNs)).toBeLessThan(5);
      expect(time.get('unexplained')).toBeUndefined();
      expect([...time.keys()]).toEqual(expect.arrayContaining([...parts]));
      expect(Object.fromEntries(named(rows, 'requests-timed'))).toMatchObject(requests);
      // Parts of requests are parts of the whole.
      const byPart = new Map<string, number>();
      for (const { counter, subkey, value } of rows)
        if (counter === 'request-time') byPart.set(subkey ?? '', (byPart.get(subkey ?? '') ?? 0) + (value ?? 0));
      for (const [part, ns] of byPart) expect(ns).toBeLessThanOrEqual(time.get(part) ?? 0);
    },
  );

  it.each(['memory', '9p-socket'] as const)('on %s has neither rings nor bounce buffers', (transport) => {
    const { rows } = rowsOf(kernel, transport, transport === 'memory' ? 'stat' : 'open');
    const time = named(rows, 'time');
    expect(['ring', 'bounce', 'doorbell', 'interrupt', 'pool-wait', 'ring-wait'].filter((part) => time.has(part))).toEqual([]);
  });

  it('counts the events that made each part longer', () => {
    const { rows } = rowsOf(kernel, 'virtiofs', 'write');
    const events = named(rows, 'events');
    // Sixteen pages, and what a request has besides, each mapped with an event where the function begins and one where it returns.
    expect(events.get('bounce')).toBeGreaterThan(4 * 2 * 16);
    expect(events.get('doorbell')).toBeGreaterThanOrEqual(8);
  });
});
