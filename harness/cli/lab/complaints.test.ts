import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Complaint } from '../../core/errors.ts';
import type { RunFlags } from '../run.ts';
import { Playground } from '../testing/playground.ts';
import { complaint, refusal } from '../testing/refusal.ts';
import { type LabRunOptions, planExperiment } from './experiment.ts';

const OPTIONS: LabRunOptions = {
  kernel: '6.1',
  boots: 1,
  transport: '9p-socket,9p-virtio,virtiofs',
  pool: 'shared',
  poolSlots: 'default',
  poolAreas: null,
  contender: 'none',
  fault: [],
  hostProbe: 'auto',
  limit: null,
  accel: 'tcg',
  cpus: 2,
  memory: 512,
};
const FLAGS: RunFlags = { targets: [], quick: false, json: false };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mntbench-complaints-'));
  symlinkSync('/dev/shm', join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each<[string, Partial<LabRunOptions>, Partial<RunFlags>, Partial<Complaint>]>([
  ['a target', {}, { targets: ['/mnt/d'] }, { what: 'a target was named', fix: 'choose among them by --transport' }],
  ['a run to resume', {}, { resume: 'latest' }, { what: 'option --resume' }],
  ['a project whose packages lie elsewhere', {}, { project: '.' }, { what: 'option --project' }],
  ['a repository elsewhere', {}, { repo: 'https://example.org/a.git' }, { what: 'option --repo' }],
  ['an unknown kernel', { kernel: '6.1,2.6' }, {}, { what: 'option --kernel', got: '"2.6"' }],
  ['an unknown transport', { transport: 'virtiofs,9p' }, {}, { what: 'option --transport', got: '"9p"' }],
  ['no boot', { boots: 0 }, {}, { what: 'option --boots', got: '0' }],
  ['an unknown use of the pool', { pool: 'mine' }, {}, { what: 'option --pool', got: '"mine"' }],
  ['no processor', { cpus: 0 }, {}, { what: 'option --cpus', got: '0' }],
  ['too little memory', { memory: 64 }, {}, { what: 'option --memory', got: '64' }],
  ['a fault among others that is none', { fault: ['host-delay:unlinkat=5ms', 'melt'] }, {}, { got: '"melt"' }],
  ['an unknown workload', {}, { workload: ['small-fil'] }, { what: 'there is no such workload', got: '"small-fil"' }],
  ['an unknown preset', {}, { workload: ['probe'], preset: 'huge' }, { what: 'there is no such preset of probe' }],
  ['an impossible precision', {}, { precision: 0 }, { what: 'option precision', got: '0' }],
])('lab run refuses %s before anything is booted', async (_, options, flags, complaint) => {
  await expect(planExperiment({ ...OPTIONS, ...options }, { ...FLAGS, ...flags })).rejects.toMatchObject({ complaint });
});

it('lab run refuses a repository that only the host can see, also through a link', async () => {
  await expect(planExperiment(OPTIONS, { ...FLAGS, repo: join(folder, 'link') })).rejects.toMatchObject({
    complaint: { got: '/dev/shm', expected: "a place that can be shown in the guest: /dev is the guest's own" },
  });
});

it('every --fault of the command line counts', async () => {
  await using playground = new Playground();
  const args = ['lab', 'run', '--fault', 'kill-server:9p-virtio@30s', '--fault', 'host-delay:unlinkat=5ms'];
  expect(await refusal(playground, args)).toBe(
    complaint(
      'option --fault',
      '"kill-server:9p-virtio@30s"',
      'a server of its own: QEMU itself serves 9p-virtio, the whole guest would fail',
      'docs/lab.md shows every fault with its form',
    ),
  );
});

it('lab run says that no kernel has been set up', async () => {
  await using playground = new Playground();
  expect(await refusal(playground, ['lab', 'run', '--accel', 'tcg'])).toMatch(
    /^(no kernel 6\.1 has been set up for the lab|the lab cannot run on this machine yet)\n/,
  );
});
