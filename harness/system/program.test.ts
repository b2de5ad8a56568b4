import { expect, it } from 'vitest';
import { runProgram } from './program.ts';

const node = process.execPath;
const LONG = { timeoutMs: 20_000 };

it('gives output and exit code, whatever they are', async () => {
  const result = await runProgram(
    node,
    ['-e', 'process.stdout.write(Buffer.from([0, 255, 10])); console.error("e"); process.exitCode = 3'],
    LONG,
  );
  expect(result).toEqual({ status: 'exited', exitCode: 3, stdout: Buffer.from([0, 255, 10]), stderr: Buffer.from('e\n') });
});

it('gives no input and no shell', async () => {
  const result = await runProgram(
    node,
    ['-e', 'process.stdin.on("data", () => {}).on("end", () => console.log(process.argv[1]))', '$HOME;x'],
    LONG,
  );
  expect(result).toMatchObject({ status: 'exited', stdout: Buffer.from('$HOME;x\n') });
});

it('says when there is no such program', async () => {
  expect(await runProgram('no-such-program-anywhere', [], LONG)).toEqual({ status: 'not-found' });
});

it('ends a program that does not end itself, even one that ignores being asked', async () => {
  const start = performance.now();
  const result = await runProgram(node, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], {
    timeoutMs: 700,
  });
  expect(result).toEqual({ status: 'timed-out', afterMs: 700 });
  expect(performance.now() - start).toBeLessThan(10_000);
});

it('stops reading what is too long', async () => {
  const result = await runProgram(node, ['-e', 'const b = Buffer.alloc(1 << 20); for (;;) require("fs").writeSync(1, b)'], LONG);
  expect(result).toMatchObject({ status: 'killed' });
});

it('says when a program was killed', async () => {
  expect(await runProgram(node, ['-e', 'process.kill(process.pid, "SIGKILL")'], LONG)).toMatchObject({ status: 'killed' });
});

it('gives up a program whose child keeps the pipes open', async () => {
  const start = performance.now();
  const result = await runProgram('/bin/sh', ['-c', 'sleep 3 & echo done'], { timeoutMs: 500 });
  expect(result).toEqual({ status: 'timed-out', afterMs: 500 });
  expect(performance.now() - start).toBeLessThan(5000);
});

it('takes the folder and adds to the environment', async () => {
  const result = await runProgram('/bin/sh', ['-c', 'pwd; echo "$ADDED"; [ -n "$PATH" ] && echo inherited'], {
    ...LONG,
    cwd: '/usr',
    env: { ADDED: 'here' },
  });
  expect(result).toMatchObject({ status: 'exited', stdout: Buffer.from('/usr\nhere\ninherited\n') });
});

it('says why a file cannot be executed', async () => {
  expect(await runProgram('/etc/passwd', [], LONG)).toEqual({ status: 'killed', reason: 'EACCES' });
});
