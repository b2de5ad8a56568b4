import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LabProcesses } from './processes.ts';

const SETPRIV = '/usr/bin/setpriv';
const canRun = existsSync(SETPRIV) && spawnSync(SETPRIV, ['--pdeathsig', 'SIGKILL', '--', 'true']).status === 0;
const title = canRun
  ? 'what a boot has started'
  : `what a boot has started (skipped: ${SETPRIV} cannot set a parent-death signal)`;

function processes(): LabProcesses {
  const folder = mkdtempSync(join(tmpdir(), 'mntbench-processes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return new LabProcesses(folder, SETPRIV);
}

const shell = (name: string, script: string) => ({ name, file: '/bin/sh', args: ['-c', script], atTerminal: false }) as const;

describe.skipIf(!canRun)(title, () => {
  it('is ended with the boot, also when it does not want to end', async () => {
    const all = processes();
    const gentle = all.start(shell('gentle', 'exec sleep 100'));
    const stubborn = all.start(shell('stubborn', 'trap "" TERM; while :; do sleep 0.1; done'));
    await sleep(200);
    await all[Symbol.asyncDispose]();
    expect([await gentle.ended, await stubborn.ended]).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('says who ended first, with the last words of its log', async () => {
    await using all = processes();
    all.start(shell('long', 'exec sleep 100'));
    all.start(shell('short', 'echo no such device >&2; exit 3'));
    expect(await all.anyEnd()).toBe('short ended with exit 3: no such device');
  });

  it('is waited for until it is ready, and no longer than it lives', async () => {
    await using all = processes();
    all.start(shell('short', 'sleep 0.1; exit 1'));
    const { signal } = new AbortController();
    expect(await all.untilReady(() => true, 1000, signal)).toBeNull();
    expect(await all.untilReady(() => false, 5000, signal)).toBe('short ended with exit 1: no message');
  });

  it('is ended by the kernel when this program is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-killed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // Stands in for the program: a process whose only child was started in the same way.
    writeFileSync(join(folder, 'parent'), `${SETPRIV} --pdeathsig SIGKILL -- sleep 100 & echo $!; wait\n`);
    const parent = spawn('/bin/sh', [join(folder, 'parent')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
    );
    await sleep(200);
    expect(existsSync(`/proc/${pid}/fd`)).toBe(true);
    parent.kill('SIGKILL');
    await sleep(200);
    expect(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim()).toMatch(/^(Z.*)?$/);
  });
});
