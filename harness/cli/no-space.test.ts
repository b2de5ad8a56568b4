import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../run/testing/until.ts';
import { mounting, whyNoMounts } from './testing/mount-namespace.ts';
import { LONG, Playground, TINY } from './testing/playground.ts';
import { complaint, refusal } from './testing/refusal.ts';

const noMounts = whyNoMounts();
const left = (playground: Playground): string => readFileSync(`${playground.target}.after`, 'utf8');

const unusable = (got: string): string =>
  complaint(
    'a file or folder that mntbench needs cannot be used',
    got,
    'room and permission to write in the cache, the state and the results folder',
    'make room, change the permissions, or name other folders: XDG_CACHE_HOME, XDG_STATE_HOME, --results',
  );

describe('a target on a file system', () => {
  it('with too little space is refused before anything is written', async ({ skip }) => {
    skip(noMounts !== null, noMounts ?? '');
    await using playground = new Playground();
    const wrapper = mounting(playground.target, 'size=1m');
    const { code, stdout, stderr } = await playground.program(['run', 'target', ...TINY], { wrapper });
    expect([code, stdout, playground.normalised(stderr)]).toEqual([
      2,
      '',
      complaint(
        'a target has too little free space',
        '1.00 MiB free in <tmp>/target',
        '5.61 MiB, of which the smallest plan fills three quarters',
        'make room, choose fewer workloads (--workload), or measure another directory',
      ),
    ]);
    expect(left(playground)).toBe('');
  });

  it('that is full to the last byte is refused', async ({ skip }) => {
    skip(noMounts !== null, noMounts ?? '');
    await using playground = new Playground();
    const wrapper = mounting(playground.target, 'size=1m', 'head -c 2m /dev/zero > "$folder/mine" 2>/dev/null || true');
    const { code, stderr } = await playground.program(['run', 'target', ...TINY], { wrapper });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('a target has too little free space\n  got       0.00 B free in '),
    ]);
    expect(left(playground)).toBe('./mine\n');
  });

  it('without a free inode is refused', async ({ skip }) => {
    skip(noMounts !== null, noMounts ?? '');
    await using playground = new Playground();
    const wrapper = mounting(playground.target, 'size=100m,nr_inodes=2', 'touch "$folder/mine"');
    const { code, stderr } = await playground.program(['run', 'target', ...TINY], { wrapper });
    expect([code, playground.normalised(stderr)]).toEqual([
      2,
      complaint(
        'taking the sandbox in <tmp>/target failed',
        "ENOSPC: no space left on device, mkdir '<tmp>/target/.mntbench'",
        'a target that answers, can be written, and has free blocks and inodes (df, df -i)',
        'check the mount, make room, or measure another directory',
      ),
    ]);
    expect(left(playground)).toBe('./mine\n');
  });

  it('that fills up in the middle ends the run, fails what it spoiled, keeps the rest, and is left clean', async ({ skip }) => {
    skip(noMounts !== null, noMounts ?? '');
    await using playground = new Playground();
    const running = playground.start(['run', 'target', ...LONG], { wrapper: mounting(playground.target, 'size=64m') });
    await until('the first block', () => playground.record().blocks.some(({ finishedAt }) => finishedAt !== null));
    const pid = readFileSync(`${playground.target}.pid`, 'utf8').trim();
    // Inside the mounts of the program, which only /proc shows.
    const filler = join(`/proc/${pid}/root`, playground.target, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(80e6))).toThrow('ENOSPC');
    const { code, stderr } = await running.ended;
    const { status, stop, failures } = playground.record();
    // In the middle of a step it is a failure, between two blocks a reason to stop: which of them is a matter of milliseconds.
    const end = { code, status, stop, reasons: [...new Set(failures.map(({ reason }) => reason))] };
    const spoiled = { code: 3, status: 'partial', stop: failures.length > 1 ? 'failed' : 'full', reasons: ['errno:ENOSPC'] };
    expect(end, stderr).toEqual(failures.length === 0 ? { code: 0, status: 'complete', stop: 'full', reasons: [] } : spoiled);
    expect(playground.measured()).not.toEqual([]);
    expect(left(playground)).toBe('./filler\n');
  });
});

describe('a results folder', () => {
  it('in whose place a file lies is refused, and the sandbox is given back', async () => {
    await using playground = new Playground();
    playground.file('taken');
    const message = await refusal(playground, ['run', 'target', ...TINY, '--results', 'taken']);
    expect(message.replace('<run>', '')).toBe(
      complaint(
        'the results folder cannot be written',
        'ENOTDIR on <tmp>/taken/<machine>/<kernel>/',
        'a folder in which runs can be stored',
        'name another one by --results DIR, or change the permissions',
      ),
    );
  });

  it('on a full file system is refused, and the sandbox is given back', async ({ skip }) => {
    skip(noMounts !== null, noMounts ?? '');
    await using playground = new Playground();
    const results = playground.folder('full');
    const wrapper = mounting(results, 'size=64k', 'head -c 1m /dev/zero > "$folder/mine" 2>/dev/null || true');
    const before = playground.belongings();
    const { code, stderr } = await playground.program(['run', 'target', ...TINY, '--results', results], { wrapper });
    expect([code, stderr]).toEqual([2, unusable('ENOSPC: no space left on device, write')]);
    expect(Object.keys(playground.belongings())).toEqual([...Object.keys(before), 'full.after', 'full.pid'].sort());
  });
});

it('a folder for inputs that cannot be written is refused', async () => {
  await using playground = new Playground();
  mkdirSync(join(playground.path, 'own/cache'));
  playground.file('own/cache/mntbench');
  expect(await refusal(playground, ['run', 'target', ...TINY])).toBe(
    unusable("ENOTDIR: not a directory, mkdir '<tmp>/own/cache/mntbench/scratch/<run>'"),
  );
});
