import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type BootOptions, boot, type Observed } from './boot.ts';
import { findKernel, requireKernel } from './kernel.ts';
import { thisMachine } from './machine.ts';
import { requirePrograms } from './requirements.ts';

const PATH = process.env.PATH ?? '';
const LIMIT_SECONDS = 50;

/** Why no guest is booted here, or null: a boot takes ten seconds of both cores, so it is asked for. */
async function obstacle(): Promise<string | null> {
  if (process.env.MNTBENCH_LAB_TESTS !== '1') return 'MNTBENCH_LAB_TESTS=1 is not set';
  if (findKernel('6.1') === null) return 'mntbench lab setup has not been run';
  return requirePrograms(thisMachine(PATH)).then(
    () => null,
    (error: Error) => error.message,
  );
}

const reason = await obstacle();
const title = reason === null ? 'a guest with kernel 6.1' : `a guest with kernel 6.1 (skipped: ${reason})`;

interface Seen {
  readonly booted: Awaited<ReturnType<typeof boot>>;
  readonly lines: readonly string[];
  readonly observed: Observed | undefined;
}

async function inGuest(command: string, change: Partial<BootOptions> = {}): Promise<Seen> {
  const programs = await requirePrograms(thisMachine(PATH));
  const machine = { accelerator: 'tcg', cpus: 2, memoryMiB: 1024, limitSeconds: LIMIT_SECONDS } as const;
  const usual = {
    pool: { use: 'shared', slots: null, areas: null },
    contender: null,
    faults: [],
    hostProbe: null,
    inputs: {},
  } as const;
  const observed: Observed[] = [];
  const collect = (_channel: string, seen: Observed): void => {
    observed.push(seen);
  };
  const io = { command, cwd: '/', path: PATH, signal: new AbortController().signal, results: null, collect };
  const booted = await boot(requireKernel('6.1'), programs, { ...machine, ...usual, ...io, ...change });
  const text = booted.status === 'ended' ? booted.stdout.toString('utf8') : '';
  return { booted, lines: text.trimEnd().split('\n'), observed: observed[0] };
}

/** Python for what runs in the guest: how long a call took, also one that failed; and a process of /proc. */
const TOOK = [
  'import os, time',
  'def took(call, path):',
  '    start = time.monotonic()',
  '    try: call(path)',
  '    except OSError: pass',
  '    return time.monotonic() - start',
  'def stat(pid):',
  "    try: return open(f'/proc/{pid}/stat').read()",
  "    except OSError: return ''",
];

describe.skipIf(reason !== null)(title, () => {
  it('has the three transports and a disk, writes on each, and hands its exit code out', async () => {
    const { booted, lines } = await inGuest(
      'cat /run/mntbench-lab/given/x; for d in /mnt/c /mnt/d /mnt/e $HOME; do echo $d > $d/x; cat $d/x; grep " $d " /proc/mounts | cut -d" " -f3; done; echo oops >&2; exit 7',
      { inputs: { 'given/x': 'in\n' } },
    );
    expect(booted).toMatchObject({ status: 'ended', exitCode: 7, stderr: Buffer.from('oops\n') });
    const mounts = ['/mnt/c', '9p', '/mnt/d', 'virtiofs', '/mnt/e', '9p', '/home/mntbench', 'ext4'];
    expect(lines).toEqual(['in', ...mounts]);
  });

  it('has the pool that was asked for, shared with a contender that works; and reaches nothing of the host', async () => {
    await using server = await listening();
    const { lines, observed } = await inGuest(
      // The contender alone fills a buffer of the usual size within a second.
      `t=/sys/kernel/tracing; echo 16384 > $t/buffer_size_kb; echo 1 > $t/events/swiotlb/swiotlb_bounced/enable
      for d in /mnt/d /mnt/e $HOME; do dd if=/dev/zero of=$d/x bs=64k count=4 conv=fsync 2>/dev/null; done
      echo 0 > $t/events/swiotlb/swiotlb_bounced/enable; sleep 1
      cat /sys/kernel/debug/swiotlb/io_tlb_nslabs; grep -o 'dev_name: [^ ]*' $t/trace | sort -u | wc -l
      busybox nc -w 2 10.0.2.2 ${server.port} </dev/null >/dev/null 2>&1 && echo reached || echo closed`,
      {
        pool: { use: 'shared', slots: 1000, areas: 2 },
        contender: { operation: 'read', askedShare: 0.5, diskBytesPerSecond: null },
      },
    );
    // virtiofs, virtio-9P, the disk and the contender's; the kernel rounds up to 128 slots.
    expect(lines).toEqual(['1024', '4', 'closed']);
    const { fullBytesPerSecond: full, achievedBytesPerSecond: achieved } = observed?.contender ?? {};
    expect(full).toBeGreaterThan(1e6);
    expect(achieved).toBeGreaterThan(1e5);
    expect(observed?.userSpaceNs).toBeGreaterThan(1e9);
  });

  it('feels a delay in one call of one server, outlives another server, and powers off', async () => {
    const script = [
      ...TOOK,
      "open('/mnt/d/x', 'w').close()",
      "print(took(os.stat, '/mnt/d/x') < 0.3, took(os.unlink, '/mnt/d/x') > 0.3)",
      'time.sleep(3)',
      "try: open('/mnt/c/x', 'w').close()",
      "except OSError: print('gone')",
    ].join('\n');
    const { booted, lines, observed } = await inGuest('exec python3 /run/mntbench-lab/x.py', {
      inputs: { 'x.py': script },
      faults: [
        { kind: 'host-delay', server: 'virtiofs', systemCall: 'unlinkat', delayNs: 300e6 },
        { kind: 'kill-server', server: '9p-socket', afterNs: 2e9, firedAt: null },
      ],
    });
    expect(booted).toMatchObject({ status: 'ended', exitCode: 0 });
    expect(lines).toEqual(['True True', 'gone']);
    expect(observed?.faults[1]).toMatchObject({ kind: 'kill-server', firedAt: expect.stringMatching(/Z$/) });
  });

  it('feels delays of both servers, each in its own call', async () => {
    const script = [
      ...TOOK,
      "for d in '/mnt/c', '/mnt/d':",
      "    open(d + '/x', 'w').close()",
      "    print(d, took(os.stat, d + '/x') < 0.3, took(os.unlink, d + '/x') > 0.3)",
    ].join('\n');
    const { lines } = await inGuest('exec python3 /run/mntbench-lab/x.py', {
      inputs: { 'x.py': script },
      faults: [
        { kind: 'host-delay', server: 'virtiofs', systemCall: 'unlinkat', delayNs: 300e6 },
        { kind: 'host-delay', server: '9p-socket', systemCall: 'unlink', delayNs: 300e6 },
      ],
    });
    expect(lines).toEqual(['/mnt/c True True', '/mnt/d True True']);
  });

  it('feels a delay in its own calls on every mount, and loops that take its processors', async () => {
    const script = [
      ...TOOK,
      "for d in '/mnt/d', '/dev/shm':",
      "    open(d + '/x', 'w').close()",
      "    print(d, took(os.stat, d + '/x') < 0.1, took(os.rmdir, d + '/x') > 0.1)",
      "print(sum(line.split()[2] == 'R' for line in map(stat, filter(str.isdigit, os.listdir('/proc'))) if ' (sh) ' in line))",
    ].join('\n');
    const { lines } = await inGuest('exec python3 /run/mntbench-lab/x.py', {
      inputs: { 'x.py': script },
      faults: [
        { kind: 'guest-delay', systemCall: 'rmdir', delayNs: 100e6 },
        { kind: 'guest-load', loops: 2, nice: 19 },
      ],
    });
    expect(lines).toEqual(['/mnt/d True True', '/dev/shm True True', '2']);
  });

  it('is gone at once when the user stops it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 2000);
    const started = performance.now();
    const { booted, observed } = await inGuest('sleep 100', { signal: controller.signal });
    expect(booted).toEqual({ status: 'interrupted' });
    expect(observed).toMatchObject({ qemuVersion: expect.stringMatching(/^\d+\.\d+/) });
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

/** A service of the host on its loopback, as many machines have. */
async function listening(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}
