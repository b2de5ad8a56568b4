import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { groupActivity, waitingIn } from './activity.ts';
import { until } from './testing/until.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) {
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
});

/** Starts a process group of its own. */
function group(file: string, ...args: string[]): number {
  const child = spawn(file, args, { detached: true, stdio: 'ignore' });
  started.push(child);
  return child.pid as number;
}

/** Whether a group that has settled moves within the time. */
async function moves(pid: number, ms: number): Promise<boolean> {
  await sleep(500);
  const before = groupActivity(pid);
  expect(before).not.toBe('');
  await sleep(ms);
  return groupActivity(pid) !== before;
}

describe('a process group', () => {
  it('that sleeps does not move', async () => {
    expect(await moves(group('sleep', '60'), 500)).toBe(false);
  });

  it('that computes moves', async () => {
    expect(await moves(group('sh', '-c', 'while :; do :; done'), 500)).toBe(true);
  });

  it('that waits now and then moves', async () => {
    expect(await moves(group('perl', '-e', 'select(undef, undef, undef, 0.1) while 1'), 500)).toBe(true);
  });

  it('moves when only a grandchild does', async () => {
    expect(await moves(group('sh', '-c', '(while :; do sleep 0.05; done) & wait'), 500)).toBe(true);
  });

  it('moves when a thread other than the first does', async () => {
    const threads = "new (require('worker_threads').Worker)('for (;;);', { eval: true })";
    expect(await moves(group(process.execPath, '-e', threads), 500)).toBe(true);
  });

  it('that has ended shows nothing', async () => {
    const pid = group('true');
    await until('its end', () => groupActivity(pid) === '');
    expect(waitingIn(pid)).toBe('no thread ran');
  });
});

describe('what a group waits in', () => {
  it('is nothing to speak of when it merely sleeps', async () => {
    const pid = group('sleep', '60');
    await until('its start', () => groupActivity(pid) !== '');
    expect(waitingIn(pid)).toBe('no thread ran');
  });

  it('is named when a thread sleeps uninterruptibly', async ({ skip }) => {
    // clone(CLONE_VM | CLONE_VFORK | SIGCHLD): the parent is in state D until the child ends, as with a call to a dead mount.
    const clone = { x64: 56, arm64: 220 }[process.arch as string];
    skip(clone === undefined, `number of clone(2) not known on ${process.arch}`);
    const pid = group('perl', '-e', `syscall(${clone}, 0x4111, 0, 0, 0, 0); sleep 60`);
    expect(await until('state D', () => /^1 thread/.test(waitingIn(pid)) && waitingIn(pid))).toMatch(
      /^1 thread\(s\) in (uninterruptible sleep|[a-z_0-9.]+)$/,
    );
    expect(await moves(pid, 300)).toBe(false);
  });
});
