import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../core/lab-conditions.ts';
import { Disposer } from '../system/disposer.ts';
import { findHolder } from './call-delays.ts';
import { inMountsOf, inOwnNamespaces } from './namespaces.ts';
import { LabProcesses } from './processes.ts';
import { BOOT_FILES } from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';
import { findDiskServer, startSlowDisks } from './slow-disk.ts';

/** Those that a slow disk is made with, where Debian has them. */
const PROGRAMS = {
  unshare: '/usr/bin/unshare',
  nsenter: '/usr/bin/nsenter',
  busybox: '/bin/busybox',
  setpriv: '/usr/bin/setpriv',
  mke2fs: '/sbin/mke2fs',
} as LabPrograms;

const FAULTS: readonly Fault[] = [
  { kind: 'slow-disk', server: '9p-socket', delayNs: 10e6 },
  { kind: 'slow-disk', server: 'virtiofs', delayNs: 20e6 },
];

async function obstacle(): Promise<string | null> {
  const missing = Object.values(PROGRAMS).find((path) => !existsSync(path));
  if (missing !== undefined) return `${missing} is missing`;
  return findDiskServer(FAULTS, process.env.PATH ?? '').then(
    () => null,
    (error: Error) => error.message,
  );
}

const why = await obstacle();
const title = why === null ? 'a slow disk' : `a slow disk (skipped: ${why})`;

/** Milliseconds of each: a write to the page cache, its fsync, and a read of what the page cache holds. */
const SCRIPT = `import os, sys, time
def took(call):
    start = time.perf_counter(); call(); return (time.perf_counter() - start) * 1000
file = os.open(sys.argv[1] + '/x', os.O_RDWR | os.O_CREAT)
os.fsync(file)
print(took(lambda: os.write(file, b'x')), took(lambda: os.fsync(file)), took(lambda: os.pread(file, 1, 0)))`;

describe.skipIf(why !== null)(title, () => {
  it('holds back what reaches the disk and nothing else, and is gone with its servers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-slow-disk-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const share = join(folder, BOOT_FILES.shareD);
    for (const path of [share, join(folder, BOOT_FILES.shareC)]) mkdirSync(path, { recursive: true });
    {
      await using disposer = new Disposer();
      const processes = disposer.use(new LabProcesses(folder, PROGRAMS.setpriv));
      const diskServer = (await findDiskServer(FAULTS, process.env.PATH ?? '')) ?? '';
      const holder = await findHolder(FAULTS, 'python3');
      const { signal } = new AbortController();
      const around = {
        folder,
        processes,
        programs: PROGRAMS,
        faults: FAULTS,
        holder,
        diskServer,
        signal,
      };
      const { virtiofs: disk = null } = await startSlowDisks(around, disposer);
      const before = inOwnNamespaces({ hasOwnNetwork: false, hasOwnMounts: false, share: disk }, PROGRAMS);
      // Stands in for the file server, in whose mounts others look.
      const server = processes.start({ name: 'server', file: PROGRAMS.busybox, args: ['sleep', '100'], before });
      const isMounted = (): boolean => readFileSync(`/proc/${server.pid}/mounts`, 'utf8').includes(share);
      expect(await processes.untilReady(isMounted, 5000, signal)).toBeNull();
      // A file server leaves its socket where it is started.
      expect(readlinkSync(`/proc/${server.pid}/cwd`)).toBe(folder);

      const [program = '', ...args] = inMountsOf(server.pid, PROGRAMS);
      const ran = spawnSync(program, [...args, 'python3', '-c', SCRIPT, share], { encoding: 'utf8' });
      const [written, synced, read] = ran.stdout.split(' ').map(Number);
      expect(ran.stderr).toBe('');
      expect(written).toBeLessThan(10);
      expect(read).toBeLessThan(10);
      // The data, the journal, and at least one flush.
      expect(synced).toBeGreaterThan(3 * 20);
      expect(synced).toBeLessThan(12 * 20);
      expect(readdirSync(share)).toEqual([]);
    }
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(folder);
    const inUse = spawnSync('losetup', ['-a'], { encoding: 'utf8' }).stdout;
    expect(inUse).not.toContain(folder);
  });
});
