import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepProcessorsAwake } from './awake-processors.ts';
import { LabProcesses } from './processes.ts';
import type { LabPrograms } from './requirements.ts';

const PROGRAMS = { python3: 'python3', setpriv: '/usr/bin/setpriv' } as LabPrograms;
const missing = Object.values(PROGRAMS).filter((program) => spawnSync(program, ['--help']).error !== undefined);
const title = `processors that are kept awake${missing.length === 0 ? '' : ` (skipped: no ${missing.join(', ')})`}`;
const SCHED_IDLE = '5';

describe.skipIf(missing.length > 0)(title, () => {
  it('are woken by a process each that gives way to everything else, and ends with the boot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mntbench-awake-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const started: { readonly pid: number; readonly ended: Promise<string> }[] = [];
    {
      await using processes = new LabProcesses(folder, PROGRAMS.setpriv);
      const start = processes.start.bind(processes);
      processes.start = (options) => {
        const one = start(options);
        started.push(one);
        return one;
      };
      expect(keepProcessorsAwake(processes, PROGRAMS)).toBe(os.availableParallelism());
      await sleep(500);
      for (const { pid } of started) {
        const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
          .replace(/^.*\) /, '')
          .split(' ');
        // proc_pid_stat(5): field 41, counted from the state, which is the third.
        expect(fields[41 - 3]).toBe(SCHED_IDLE);
      }
    }
    expect(started).toHaveLength(os.availableParallelism());
    for (const { ended } of started) expect(await ended).toMatch(/^SIG/);
  });
});
