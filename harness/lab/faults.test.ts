import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../core/lab-conditions.ts';
import { ArmedFaults } from './armed-faults.ts';
import { type CallDelay, findHolder, type Holder, heldBackInGuest, holdingBack } from './call-delays.ts';
import type { RunningServers } from './file-servers.ts';
import { inMountsOf, inOwnNamespaces } from './namespaces.ts';
import { type LabProcess, LabProcesses } from './processes.ts';
import type { LabPrograms } from './requirements.ts';

/** Those that faults are made with, where Debian has them. */
const PROGRAMS = {
  unshare: '/usr/bin/unshare',
  nsenter: '/usr/bin/nsenter',
  busybox: '/bin/busybox',
  setpriv: '/usr/bin/setpriv',
} as LabPrograms;

function ownShare(hasOwnNetwork: boolean, path: string, bytes: number): Parameters<typeof inOwnNamespaces>[0] {
  return { hasOwnNetwork, hasOwnMounts: false, share: { kind: 'memory', path, bytes } };
}

function obstacle(): string | null {
  const missing = Object.values(PROGRAMS).find((path) => !existsSync(path));
  if (missing !== undefined) return `${missing} is missing`;
  const [file = '', ...args] = inOwnNamespaces(ownShare(true, '/mnt', 4096), PROGRAMS);
  return spawnSync(file, [...args, 'true']).status === 0 ? null : 'namespaces cannot be made here';
}

const why = obstacle();
const titled = (title: string): string => (why === null ? title : `${title} (skipped: ${why})`);

async function withServer(
  faults: readonly Fault[],
  work: (server: LabProcess, armed: ArmedFaults, folder: string) => Promise<void>,
  before: (folder: string) => readonly string[] = () => [],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mntbench-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using processes = new LabProcesses(folder, PROGRAMS.setpriv);
  // Stands in for a file server: a process that lives until it is told otherwise.
  const server = processes.start({ name: 'server', file: PROGRAMS.busybox, args: ['sleep', '100'], before: before(folder) });
  const running = { name: 'server', pid: server.pid, outerPid: server.pid, share: folder, hasOwnMounts: false };
  const servers: RunningServers = { '9p-socket': running, virtiofs: running };
  await sleep(150);
  await using armed = new ArmedFaults(faults, servers, () => true, PROGRAMS);
  await work(server, armed, folder);
}

const state = (pid: number): string | undefined => /^State:\t(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
const MS = 1e6;

describe.skipIf(why !== null)(titled('a fault at a time'), () => {
  it('kills the server, whose end then is expected', async () => {
    await withServer([{ kind: 'kill-server', server: '9p-socket', afterNs: 50 * MS, firedAt: null }], async (server, armed) => {
      expect([armed.hasKilled('server'), armed.faults]).toMatchObject([false, [{ firedAt: null }]]);
      expect(await server.ended).toBe('SIGKILL');
      expect(armed.hasKilled('server')).toBe(true);
      expect(armed.faults).toMatchObject([{ kind: 'kill-server', firedAt: expect.stringMatching(/^20.*Z$/) }]);
    });
  });

  it('stops the server and lets it go on', async () => {
    await withServer(
      [{ kind: 'stall', server: 'virtiofs', afterNs: 0, durationNs: 300 * MS, firedAt: null }],
      async ({ pid }) => {
        await sleep(150);
        expect(state(pid)).toBe('T');
        await sleep(300);
        expect(state(pid)).toBe('S');
      },
    );
  });

  it('does not hold up the end of a boot', async () => {
    const started = performance.now();
    await withServer(
      [
        { kind: 'stall', server: 'virtiofs', afterNs: 0, durationNs: 1e11, firedAt: null },
        { kind: 'kill-server', server: 'virtiofs', afterNs: 1e11, firedAt: null },
      ],
      async (_server, { faults }) => {
        await sleep(100);
        expect(faults[1]).toMatchObject({ firedAt: null });
      },
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('fills the share, which lies in memory that only the server sees', async () => {
    const bytes = 1 << 20;
    const fault: Fault = { kind: 'full', server: 'virtiofs', afterNs: 0, shareBytes: bytes, firedAt: null };
    await withServer(
      [fault],
      async ({ pid }, _armed, folder) => {
        await sleep(300);
        const [file = '', ...args] = inMountsOf(pid, PROGRAMS);
        const shown = spawnSync(file, [...args, PROGRAMS.busybox, 'df', '-P', folder], { encoding: 'utf8' }).stdout;
        expect(shown).toMatch(/^share +1024 +1024 +0 100%/m);
        expect(statfsSync(folder).bavail).toBeGreaterThan(0);
      },
      (folder) => inOwnNamespaces(ownShare(false, folder, bytes), PROGRAMS),
    );
  });

  it('that could not be done is not told as done', async () => {
    // Beyond every process number: nobody's namespaces are entered.
    const nobody = { name: 'server', pid: 2 ** 22 + 1, outerPid: 2 ** 22 + 1, share: '/nowhere', hasOwnMounts: false };
    const fault: Fault = { kind: 'full', server: 'virtiofs', afterNs: 0, shareBytes: 4096, firedAt: null };
    const armed = new ArmedFaults([fault], { '9p-socket': nobody, virtiofs: nobody }, () => true, PROGRAMS);
    await sleep(300);
    expect(armed.faults).toMatchObject([{ firedAt: null }]);
    await expect(armed[Symbol.asyncDispose]()).rejects.toMatchObject({ complaint: { code: 'lab-fault-failed' } });
  });

  it('that stops a server keeps its time when another one kills it meanwhile', async () => {
    await withServer(
      [
        { kind: 'stall', server: 'virtiofs', afterNs: 0, durationNs: 300 * MS, firedAt: null },
        { kind: 'kill-server', server: 'virtiofs', afterNs: 100 * MS, firedAt: null },
      ],
      async (server, armed) => {
        expect(await server.ended).toBe('SIGKILL');
        await sleep(400);
        const at = expect.stringMatching(/^20.*Z$/);
        expect(armed.faults).toMatchObject([{ firedAt: at }, { firedAt: at }]);
      },
    );
  });
});

const delay = (systemCall: string): Fault => ({ kind: 'host-delay', server: 'virtiofs', systemCall, delayNs: 50 * MS });
const PYTHON = 'python3';
const holder = await findHolder([delay('mkdir')], PYTHON).catch((error: Error) => error);
const held = `a delay before a system call${holder instanceof Error ? ` (skipped: ${holder.message})` : ''}`;

describe('a delay', () => {
  it('of a call that no kernel has is refused', async () => {
    await expect(findHolder([delay('frobnicate')], PYTHON)).rejects.toMatchObject({
      complaint: { code: 'lab-fault-refused', got: 'no system call "frobnicate"' },
    });
  });

  it('needs nothing where nothing is delayed', async () => {
    expect(await findHolder([{ kind: 'kill-server', server: 'virtiofs', afterNs: 1, firedAt: null }], '')).toBeNull();
  });
});

describe.skipIf(holder === null || holder instanceof Error)(held, () => {
  const own = holder as Holder;
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'mntbench-delay-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };
  const ran = (delays: readonly CallDelay[], ...command: string[]): ReturnType<typeof spawnSync> => {
    const [file = '', ...args] = [...holdingBack(delays, own), ...command];
    return spawnSync(file, args, { cwd: folder(), encoding: 'utf8', timeout: 20_000 });
  };
  const TOOK = `import os,time
def took(call, path):
    start = time.perf_counter(); call(path); return time.perf_counter() - start
`;

  it('holds back that call and no other, for as long as was asked', () => {
    const script = `${TOOK}
held = sorted(took(os.mkdir, str(i)) for i in range(9))
print(held[4], max(took(os.rmdir, str(i)) for i in range(9)))`;
    const { stdout } = ran([{ systemCall: 'mkdir', delayNs: 20 * MS }], PYTHON, '-c', script);
    const [made = 0, other = 1] = String(stdout).split(' ').map(Number);
    expect(made).toBeGreaterThan(0.012);
    expect(made).toBeLessThan(0.035);
    expect(other).toBeLessThan(0.0195);
  });

  it('holds back threads side by side, and none for ever', () => {
    const script = `import os,threading,time
def calls(name):
    for i in range(50): os.mkdir(name); os.rmdir(name)
threads = [threading.Thread(target=calls, args=[str(i)]) for i in range(8)]
start = time.perf_counter()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(time.perf_counter() - start)`;
    const delays = [
      { systemCall: 'mkdir', delayNs: MS },
      { systemCall: 'rmdir', delayNs: 3 * MS },
    ];
    const { stdout, status } = ran(delays, PYTHON, '-c', script);
    expect(status).toBe(0);
    // One after the other it would be eight times as long.
    expect(Number(stdout)).toBeGreaterThan(50 * 0.003);
    expect(Number(stdout)).toBeLessThan(8 * 50 * 0.004);
  });

  it('ends as its command does, with all that was started', () => {
    const delays = [{ systemCall: 'mkdir', delayNs: MS }];
    expect(ran(delays, 'sh', '-c', 'sleep 0.1 & exit 7').status).toBe(7);
    expect(ran(delays, 'sh', '-c', 'kill -9 $$').status).toBe(128 + 9);
    const { status, stderr } = ran(delays, '/nowhere/program');
    expect([status, String(stderr)]).toEqual([127, 'hold-back: /nowhere/program: No such file or directory\n']);
  });

  it('is made in the guest by a shell that first measures what an answer takes there', () => {
    const delays = [
      { systemCall: 'mkdir', delayNs: 20 * MS },
      { systemCall: 'rmdir', delayNs: 5 * MS },
    ];
    const before = heldBackInGuest(delays, PYTHON);
    const script = `${TOOK}
print(sorted(took(os.mkdir, str(i)) for i in range(9))[4], sorted(took(os.rmdir, str(i)) for i in range(9))[4])`;
    const { stdout, stderr } = spawnSync('sh', ['-c', `${before} ${PYTHON} -c '${script}'`], { cwd: folder(), encoding: 'utf8' });
    const [made = 0, removed = 0] = stdout.split(' ').map(Number);
    expect(stderr).toBe('');
    expect(made).toBeGreaterThan(0.012);
    expect(made).toBeLessThan(0.035);
    expect(removed).toBeGreaterThan(0.002);
    expect(removed).toBeLessThan(0.012);
  });
});
