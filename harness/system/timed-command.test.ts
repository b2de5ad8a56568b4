import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CommandLine, runTimed, type Timing, timingWith } from './timed-command.ts';

const perl = existsSync('/usr/bin/perl') ? '/usr/bin/perl' : null;
const env = { PATH: '/usr/bin:/bin' };
const shell = (script: string, cwd = '/'): CommandLine => ({ file: '/bin/sh', args: ['-c', script], cwd, env });
const timings: [string, Timing][] = [['node alone', timingWith(null)]];
if (perl !== null) timings.push(['wait4', timingWith(perl)]);

describe.each(timings)('a command timed by %s', (_name, timing) => {
  it('gives exit code, output and a plausible wall time', async () => {
    const result = await runTimed(shell('echo out; echo err >&2; sleep 0.05; exit 3'), timing);
    expect(result).toMatchObject({ exitCode: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
    expect(result.wallNs).toBeGreaterThan(50e6);
    expect(result.wallNs).toBeLessThan(5e9);
  });

  it('names the signal that ended it', async () => {
    expect(await runTimed(shell('kill -TERM $$'), timing)).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('rejects with the reason when the program does not exist', async () => {
    await expect(runTimed({ file: '/no/such/program', args: [], cwd: '/', env }, timing)).rejects.toThrow(/ENOENT/);
  });

  it('rejects when the directory does not exist', async () => {
    await expect(runTimed(shell('true', '/no/such/folder'), timing)).rejects.toThrow(/ENOENT/);
  });

  it('reads on when the command prints more than is kept', async () => {
    const result = await runTimed(shell('head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2'), timing);
    expect(result.exitCode).toBe(0);
    expect(result.stdout.length).toBeLessThanOrEqual(256 * 1024);
    expect(result.stderr.length).toBeLessThanOrEqual(16 * 1024);
  });

  it('gives the command no environment but its own and no descriptor beyond the third', async () => {
    const variables = await runTimed(shell('env | grep -v -e ^PWD= -e ^_= -e ^SHLVL='), timing);
    expect(variables.stdout).toBe('PATH=/usr/bin:/bin\n');
    // Compared with a plain child, because the test runner may itself have inherited descriptors. A leaked report pipe is one more.
    const plain = spawnSync('/bin/ls', ['/proc/self/fd'], { encoding: 'utf8' }).stdout;
    expect((await runTimed({ ...shell(''), file: '/bin/ls', args: ['/proc/self/fd'] }, timing)).stdout).toBe(plain);
  });
});

describe.skipIf(perl === null)('usage by wait4', () => {
  it('counts CPU time of grandchildren, memory and switches', async () => {
    const busy = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';
    const result = await runTimed(shell(`sh -c '${busy}'; sleep 0.01`), timingWith(perl));
    expect(result.usage?.userNs).toBeGreaterThan(20e6);
    expect(result.usage?.userNs).toBeLessThanOrEqual(result.wallNs * 1.1);
    expect(result.usage?.peakMemoryBytes).toBeGreaterThan(500_000);
    expect(result.usage?.voluntarySwitches).toBeGreaterThan(0);
  });
});
