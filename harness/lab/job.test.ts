import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFaults } from './fault-option.ts';
import { type Job, writeJob } from './job.ts';
import { BOOT_FILES } from './qemu-arguments.ts';

const JOB: Job = {
  command: 'echo "it\'s $0"',
  cwd: '/',
  path: '/usr/bin:/bin',
  contender: null,
  faults: [],
  inputs: {},
  python: '/usr/bin/python3',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-job-'));
  mkdirSync(join(folder, BOOT_FILES.results));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** In the results channel. */
function written(name: string, job: Partial<Job>): string {
  writeJob(folder, { ...JOB, ...job });
  return readFileSync(join(folder, BOOT_FILES.results, name), 'utf8');
}

describe('the job of a guest', () => {
  it('runs the command as it was given', () => {
    written('job', {});
    const ran = spawnSync('sh', [join(folder, BOOT_FILES.results, 'job')], { encoding: 'utf8' });
    expect([ran.stdout, ran.stderr]).toEqual(["it's /bin/sh\n", '']);
  });

  it('names the nice value of each loop that is to take processors away', () => {
    expect(written('settings', {})).toContain("\nLOADS=''\n");
    expect(written('settings', { faults: parseFaults(['guest-load:3@-5']) })).toContain("\nLOADS='-5 -5 -5'\n");
  });

  it('is held back as a whole where calls in the guest are', () => {
    const faults = parseFaults(['guest-delay:statx=2ms', 'guest-delay:fsync=500us', 'host-delay:unlinkat=1ms']);
    const job = written('job', { faults });
    const [last = ''] = job.trimEnd().split('\n').slice(-1);
    // The shell takes off what an answer takes in the guest, not on the host: statx and fsync by their numbers, and no unlinkat.
    expect(last).toContain(
      '"332=$((2000000 > over + 1000 ? 2000000 - over : 1000)),74=$((500000 > over + 1000 ? 500000 - over : 1000))" /bin/sh -c ',
    );
  });

  it('is not held back where only the host is slow', () => {
    const faults = parseFaults(['host-delay:unlinkat=1ms']);
    expect(written('job', { faults })).not.toContain('over=');
  });
});
