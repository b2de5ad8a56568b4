import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../system/folders.ts';
import type * as client from './agent-client.ts';
import { familyOf, living, threadsOf } from './testing/processes.ts';
import { until } from './testing/until.ts';

// The compiled client: it forks agent.ts beside itself, and Node 20 does not run TypeScript.
const CLIENT = join(projectFolder(), 'dist/harness/run/agent-client.js');
const { startAgent } = (await import(/* @vite-ignore */ CLIENT)) as typeof client;

const module = new URL('./testing/strange-worker.mjs', import.meta.url).href;
const TIMING = { kind: 'node', rusageUnavailable: 'a test' } as const;
const sh = (script: string) => ({
  command: { file: '/bin/sh', args: ['-c', script], cwd: '/', env: { PATH: '/usr/bin:/bin' } },
  timing: TIMING,
  syncAfter: null,
});
const patient = { hangSeconds: 20, commandSeconds: 60 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-agent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const fifo = (): { fifo: string } => ({ fifo: join(folder, 'fifo') });

describe('work that hangs', () => {
  it.each([
    ['a loop', 'hang', 1],
    ['one thread of a loop', 'hangInOneThread', 4],
    ['the preparation of a loop', 'hangWhilePreparing', 2],
  ])('%s is noticed when nothing moves for the time that was set, and ends with its process', async (_, loop, concurrency) => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    const started = Date.now();
    const ended = await agent.loop({ module, loop, args: fifo(), concurrency });
    expect(ended).toMatchObject({ status: 'hung', evidence: 'nothing moved for 1 s: no thread ran' });
    expect(Date.now() - started).toBeLessThan(10_000);
    await until('the end of all its threads', () => threadsOf(agent.pid) === 0);
  });

  it('a task is noticed', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    expect(await agent.task({ module, task: 'hang', args: fifo() })).toMatchObject({
      status: 'hung',
      evidence: 'nothing moved for 1 s: no thread ran',
    });
  });

  it('a command that sleeps for ever is noticed', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    expect(await agent.command(sh('sleep 60'))).toMatchObject({
      status: 'hung',
      evidence: 'nothing moved for 1 s: no thread ran',
    });
  });

  it('a command that works for ever is ended at the deadline, with everything that it started', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 2 });
    const asked = agent.command(sh('(while :; do sleep 0.1; done) & while :; do sleep 0.1; done'));
    const family = await until('its children', () => familyOf(agent.pid).length >= 4 && familyOf(agent.pid));
    expect(await asked).toMatchObject({ status: 'hung', evidence: 'not done after 2 s' });
    await until('their end', () => living(family).length === 0);
  });

  it('makes everything that is asked of the same process later hung too, at once', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    await agent.task({ module, task: 'hang', args: fifo() });
    const started = Date.now();
    expect((await agent.task({ module, task: 'answer', args: {} })).status).toBe('hung');
    expect(Date.now() - started).toBeLessThan(100);
  });

  it('is told from a measuring process that died', async () => {
    await using agent = startAgent(patient);
    expect(await agent.task({ module, task: 'end', args: {} })).toEqual({
      status: 'hung',
      evidence: 'the measuring process ended with SIGKILL',
    });
  });
});

describe('work that is slow', () => {
  it('is not hung while it makes progress, however long it takes', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    const ended = await agent.loop({ module, loop: 'slow', args: { operations: 8, ms: 300 }, concurrency: 1 });
    expect(ended.status).toBe('ok');
    const [share] = ended.status === 'ok' ? ended.value : [];
    expect(share?.latencies).toHaveLength(8);
    expect(Math.min(...(share?.latencies ?? []))).toBeGreaterThanOrEqual(299e6);
  });

  it('as a command is not hung while its children work', async () => {
    await using agent = startAgent({ hangSeconds: 1, commandSeconds: 60 });
    const ended = await agent.command(sh('for i in 1 2 3 4 5 6 7 8; do sleep 0.3; done; echo done'));
    expect(ended).toMatchObject({ status: 'ok', value: { exitCode: 0, stdout: 'done\n' } });
  });
});

describe('a loop', () => {
  it.each([1, 3, 8])('makes exactly the calls that it was asked for, in order, with %i thread(s)', async (concurrency) => {
    await using agent = startAgent(patient);
    for (const operations of [1000, 5000]) {
      const ended = await agent.loop({ module, loop: 'count', args: { operations }, concurrency });
      const shares = ended.status === 'ok' ? ended.value : [];
      expect(shares).toHaveLength(concurrency);
      expect(shares.reduce((sum, { latencies }) => sum + latencies.length, 0)).toBe(operations);
      expect(shares.reduce((sum, { outcomes }) => sum + (outcomes.calls ?? 0), 0)).toBe(operations);
      expect(shares.every(({ outcomes, failures }) => outcomes.outOfOrder === 0 && Object.keys(failures).length === 0)).toBe(
        true,
      );
    }
  });

  it('starts its threads together', async () => {
    await using agent = startAgent(patient);
    const ended = await agent.loop({ module, loop: 'slow', args: { operations: 1, ms: 500 }, concurrency: 4 });
    const shares = ended.status === 'ok' ? ended.value : [];
    const lastStart = Math.max(...shares.flatMap(({ startedNs }) => startedNs ?? []));
    expect(lastStart).toBeLessThan(Math.min(...shares.flatMap(({ endedNs }) => endedNs ?? [])));
  });

  it('has no thread clean up while another one measures', async () => {
    const log = join(folder, 'log');
    await using agent = startAgent(patient);
    expect(await agent.loop({ module, loop: 'cleanUp', args: { log }, concurrency: 4 })).toMatchObject({ status: 'ok' });
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    expect(lines).toEqual([...Array(4).fill('done'), ...Array(4).fill('closed')]);
  });

  it('counts calls that fail by errno and keeps the latencies of the good ones only', async () => {
    await using agent = startAgent(patient);
    const ended = await agent.loop({ module, loop: 'fail', args: { operations: 30 }, concurrency: 1 });
    const [share] = ended.status === 'ok' ? ended.value : [];
    expect(share).toMatchObject({ failures: { EIO: 10, ESTALE: 4 }, firstFailure: 'EIO: as planned' });
    expect(share?.latencies).toHaveLength(16);
    const sorted = [...(share?.latencies ?? [])].sort((a, b) => a - b);
    // Half of them: on a busy machine a single sleep of a millisecond may take ten.
    expect(sorted[8]).toBeLessThan(9e6);
  });

  it('in which every call fails stops early', async () => {
    await using agent = startAgent(patient);
    const ended = await agent.loop({ module, loop: 'failAlways', args: { operations: 100_000 }, concurrency: 1 });
    expect(ended).toMatchObject({ status: 'ok', value: [{ failures: { EIO: 100 }, outcomes: { calls: 100 } }] });
  });

  it.each([0, 2, 3])('whose thread %i of 4 cannot prepare fails, and the others do not wait for ever', async (failing) => {
    await using agent = startAgent(patient);
    const ended = await agent.loop({ module, loop: 'failToPrepare', args: { failing }, concurrency: 4 });
    expect(ended).toMatchObject({ status: 'failed', message: 'EACCES: as planned', code: 'EACCES', complaint: null });
    expect(await agent.task({ module, task: 'answer', args: {} })).toMatchObject({ status: 'ok', value: 42 });
  });

  it('that the module does not have is a failure with the names that it has', async () => {
    await using agent = startAgent(patient);
    const ended = await agent.loop({ module, loop: 'nope', args: {}, concurrency: 2 });
    expect(ended).toMatchObject({ status: 'failed', message: expect.stringMatching(/^unknown loop "nope"; known: hang, /) });
  });
});

describe('a measuring process', () => {
  it('carries an errno across', async () => {
    await using agent = startAgent(patient);
    expect(await agent.task({ module, task: 'fail', args: {} })).toMatchObject({ status: 'failed', code: 'ENOTCONN' });
  });

  it('reports a command that fails as a result', async () => {
    await using agent = startAgent(patient);
    expect(await agent.command(sh('echo no >&2; exit 7'))).toMatchObject({
      status: 'ok',
      value: { exitCode: 7, stderr: 'no\n' },
    });
  });

  it('reports a command that does not exist as a failure', async () => {
    await using agent = startAgent(patient);
    const missing = { ...sh(''), command: { ...sh('').command, file: '/nowhere/git' } };
    expect(await agent.command(missing)).toMatchObject({ status: 'failed', code: 'ENOENT' });
  });

  it('of a program that is killed ends by itself, with its command and what that started', async () => {
    const script = fileURLToPath(new URL('./testing/waiting-program.mjs', import.meta.url));
    const program = spawn(process.execPath, [script, CLIENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    const family = await until(
      'the command',
      () => familyOf(program.pid as number).length >= 5 && familyOf(program.pid as number),
    );
    program.kill('SIGKILL');
    await until('the end of all of them', () => living(family).length === 0);
  });
});
