import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProgram } from './program.ts';
import { npmVersion } from './programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('the version of npm is the one that npm prints', async () => {
  const printed = await runProgram('npm', ['--version'], { timeoutMs: 20_000, cwd: '/' });
  const text = printed.status === 'exited' ? printed.stdout.toString('utf8').trim() : printed.status;
  expect(npmVersion(process.env.PATH ?? '')).toBe(text);
});

it('npm has to be asked where it is a shim, or where a Windows drive comes first', () => {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'package.json'), '{"name":"shims","version":"9.9.9"}');
  expect(npmVersion([join(folder, 'bin'), process.env.PATH].join(delimiter))).toBe(null);
  expect(npmVersion(['/mnt/c/Program Files/nodejs', process.env.PATH].join(delimiter))).toBe(null);
  expect(npmVersion(folder)).toBe(null);
});
