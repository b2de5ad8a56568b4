import { describe, expect, it } from 'vitest';
import { boot } from './boot.ts';
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

describe.skipIf(reason !== null)(title, () => {
  async function inGuest(command: string, signal = new AbortController().signal): ReturnType<typeof boot> {
    const programs = await requirePrograms(thisMachine(PATH));
    const machine = { accelerator: 'tcg', cpus: 2, memoryMiB: 1024, limitSeconds: LIMIT_SECONDS } as const;
    return boot(requireKernel('6.1'), programs, { ...machine, command, cwd: '/', path: PATH, signal });
  }

  it('has the three transports, writes on each, and hands its exit code out', async () => {
    const script =
      'for d in c d e; do echo $d > /mnt/$d/x; cat /mnt/$d/x; grep " /mnt/$d " /proc/mounts | cut -d" " -f3; done; echo oops >&2; exit 7';
    const booted = await inGuest(script);
    expect(booted).toMatchObject({ status: 'ended', exitCode: 7, stderr: Buffer.from('oops\n') });
    expect(booted.status === 'ended' && booted.stdout.toString()).toBe('c\n9p\nd\nvirtiofs\ne\n9p\n');
  });

  it('is gone at once when the user stops it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 2000);
    const started = performance.now();
    expect(await inGuest('sleep 100', controller.signal)).toEqual({ status: 'interrupted' });
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
