import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playground, TINY } from './testing/playground.ts';
import { type Ended, PROGRAM } from './testing/program.ts';

const ESCAPE = '\u001b';

describe('run --json', () => {
  let playground: Playground;
  let ended: Ended;
  beforeAll(async () => {
    playground = new Playground();
    ended = await playground.program(['run', 'target', ...TINY, '--json'], { env: { NO_COLOR: '1' } });
  });
  afterAll(() => playground[Symbol.asyncDispose]());

  it('prints exactly one document, and progress only on stderr', () => {
    expect(ended.code, ended.stderr).toBe(0);
    expect(() => JSON.parse(ended.stdout)).not.toThrow();
    expect(ended.stdout.startsWith('{') && ended.stdout.endsWith('}\n')).toBe(true);
    expect(ended.stderr).toMatch(/^\d+ % .* small-file/m);
  });

  it('says which run it was', () => {
    const { path } = playground.run();
    const bootId = playground.samples()[0]?.bootId;
    expect(JSON.parse(ended.stdout).run).toEqual({ id: playground.record().id, dir: path, status: 'complete', bootId });
  });

  it('has every field of a cell that scripts rely on', () => {
    const { cells } = JSON.parse(ended.stdout) as { cells: Record<string, unknown>[] };
    expect(cells.length).toBeGreaterThan(10);
    const number = expect.any(Number);
    for (const cell of cells) {
      expect(cell).toMatchObject({
        workload: 'small-file',
        preset: 'tiny',
        phase: expect.any(String),
        operation: expect.any(String),
        target: playground.target,
        transport: expect.any(String),
        concurrency: 1,
        cacheState: 'guest-warm/host-warm',
        unit: 'ns',
        n: number,
        low: null,
        high: null,
        stop: 'cap',
        warnings: expect.any(Array),
      });
      expect(Object.keys(cell)).toEqual(expect.arrayContaining(['median', 'ratioToNative']));
    }
  });

  it('has findings with code, severity, evidence and remedy', () => {
    const { findings } = JSON.parse(ended.stdout) as { findings: unknown[] };
    for (const finding of findings) {
      expect(finding).toEqual({
        code: expect.stringMatching(/^[a-z0-9-]+$/),
        severity: expect.stringMatching(/^(info|warn|error)$/),
        message: expect.any(String),
        evidence: expect.any(String),
        remedy: expect.any(String),
      });
    }
  });

  it('is what show --json prints afterwards', async () => {
    const { stdout } = await playground.program(['show', 'latest', '--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(ended.stdout));
  });

  it('sends no escape sequence to a pipe', () => {
    expect(ended.stdout + ended.stderr).not.toContain(ESCAPE);
  });

  it.each([['show', 'latest'], ['list'], ['verify', '.'], ['show', 'never'], ['doctor']])(
    '%s sends no escape sequence to a pipe',
    async (...args) => {
      const { stdout, stderr } = await playground.program(args);
      expect(stdout + stderr).not.toContain(ESCAPE);
    },
  );
});

/** util-linux' script(1) gives the program a terminal. */
const noTerminal =
  spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0 ? null : 'no script(1) here to make a terminal';

describe('on a terminal', () => {
  const onTerminal = (playground: Playground, env: Record<string, string>): Promise<Ended> =>
    playground.program(['never'], {
      env: { TERM: 'xterm', ...env },
      wrapper: ['sh', '-c', 'shift 2; exec script -qec "$NODE $PROGRAM $*" /dev/null', 'sh'],
    });

  it('messages are coloured', async ({ skip }) => {
    skip(noTerminal !== null, noTerminal ?? '');
    await using playground = new Playground();
    const { code, stdout } = await onTerminal(playground, { NODE: process.execPath, PROGRAM });
    expect([code, stdout]).toEqual([2, expect.stringContaining(`${ESCAPE}[31m`)]);
  });

  it('NO_COLOR is respected', async ({ skip }) => {
    skip(noTerminal !== null, noTerminal ?? '');
    await using playground = new Playground();
    const { code, stdout } = await onTerminal(playground, { NODE: process.execPath, PROGRAM, NO_COLOR: '1' });
    expect([code, stdout]).toEqual([2, expect.not.stringContaining(ESCAPE)]);
  });
});

it('a reader that goes away is no error', async () => {
  await using playground = new Playground();
  const { code, stderr } = await playground.program(['--help'], {
    wrapper: ['bash', '-c', 'set -o pipefail; "$@" | head -c 1 > /dev/null', 'bash'],
  });
  expect([code, stderr]).toEqual([0, '']);
});

describe('help', () => {
  it('of the program', async () => {
    await using playground = new Playground();
    const { code, stdout } = await playground.program(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Measures real work on files across the WSL 2 boundary.

      mntbench <command>

      Commands:
        mntbench run [target..]        measure; with no target: every Windows drive, the native file system and
                                       tmpfs
        mntbench doctor                what this machine runs: transports, DMA pool, settings, findings with
                                       remedies
        mntbench list                  runs on disk
        mntbench show <run>            one run's tables
        mntbench attribute <runs..>    where the time of each operation goes, layer by layer
        mntbench compare [base] [new]  faster, slower, equivalent or unsure: one verdict per cell
        mntbench aa [target..]         the same configuration against itself: the noise floor, and how often the
                                       rule raises a false alarm
        mntbench history [folders..]   runs in time or by version, and which cells moved where
        mntbench export <runs..>       files for other tools: benchstat, hyperfine, fio, HdrHistogram, OpenMetrics
                                       and more
        mntbench query <sql> [name..]  SQL over the files of all runs: views samples, runs, summary, counters
        mntbench publish [runs..]      put runs into a results repository: checked, without names and paths, safe
                                       beside other publishers
        mntbench verify <folder>       check every run below a folder against its schema and its samples
        mntbench model                 simulate file operations: where the time goes, and what would change that
        mntbench lab                   boots of a guest with real 9P, virtiofs and bounce buffers, on any Linux
                                       machine

      Options:
        --version  Show version number                                                                     [boolean]
        --help     Show help                                                                               [boolean]
      "
    `);
  });

  it('of run', async () => {
    await using playground = new Playground();
    const { code, stdout } = await playground.program(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "mntbench run [target..]

      measure; with no target: every Windows drive, the native file system and tmpfs

      Positionals:
        target  directory to measure                                                           [array] [default: []]

      Options:
            --version      Show version number                                                             [boolean]
            --help         Show help                                                                       [boolean]
        -w, --workload     small-file repo-clone package-install tree-scan build probe                       [array]
            --preset       size of the workloads; auto lets a pilot choose                                  [string]
            --quick        small presets, done within a minute                            [boolean] [default: false]
        -c, --concurrency  threads of small-file, one trial each                                            [number]
            --precision    stop when each 95 % interval is within this share of its median                  [number]
            --max-time     for everything: 90, 90s, 10m, 2h                                                 [string]
            --cold         measure with dropped guest caches too (root)                                    [boolean]
            --counters     of the kernel, around every step; trace: in a pass of its own too
                                                                                   [choices: "off", "read", "trace"]
            --controls     add native file system and tmpfs; --no-controls leaves them out                 [boolean]
            --host-probe   the probe's operations on Windows drives from Windows too, by PowerShell, after the
                           blocks                                         [choices: "auto", "off"] [default: "auto"]
            --repo         path or URL that repo-clone clones, in place of a generated repository           [string]
            --project      folder whose package-lock.json package-install installs                          [string]
            --seed         of order, trees and contents                                                     [number]
            --resume       go on with an interrupted run: its folder, its id or latest                      [string]
            --config       instead of bench.config.ts                                                       [string]
            --results      folder of the runs                                                               [string]
            --json         print one JSON document                                        [boolean] [default: false]
      "
    `);
  });

  it('of lab run', async () => {
    await using playground = new Playground();
    const { code, stdout } = await playground.program(['lab', 'run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "mntbench lab run [target..]

      boot guests and measure in each; their runs come back into the results folder

      Positionals:
        target  none: --transport chooses                                                      [array] [default: []]

      Boots:
            --kernel      6.1, 6.12, 6.18, 7, custom; several by commas                    [string] [default: "6.1"]
            --boots       of each configuration                                                [number] [default: 1]
            --transport   what is measured beside the controls    [string] [default: "9p-socket,9p-virtio,virtiofs"]
            --pool        who uses the bounce buffers: shared, private (the shares alone), none; several by commas
                                                                                        [string] [default: "shared"]
            --pool-slots  of 2048 bytes each, or default; several by commas            [string] [default: "default"]
            --pool-areas  parts of the pool with a lock of their own                                        [number]
            --contender   load on another disk: none, read, write, 50% (of the time), write:50%, read@32MiB/s (a
                          disk that slow); several by commas                              [string] [default: "none"]
            --fault       host-delay:unlinkat=5ms[@virtiofs] guest-delay:statx=2ms guest-load:2[@nice]
                          slow-disk:virtiofs=2ms kill-server:virtiofs@30s stall:virtiofs@30s+10s
                          full:virtiofs@30s[=64MiB]                                                          [array]
            --accel       processors by /dev/kvm, or emulated; auto: by KVM where it can be used
                                                                   [choices: "auto", "kvm", "tcg"] [default: "auto"]
            --cpus        processors of the guest                                              [number] [default: 2]
            --memory      of the guest, in MiB                                              [number] [default: 2048]
            --boot-limit  after which a guest is ended; default: four times --max-time and ten minutes      [string]

      Options:
            --version      Show version number                                                             [boolean]
            --help         Show help                                                                       [boolean]
        -w, --workload     small-file repo-clone package-install tree-scan build probe                       [array]
            --preset       size of the workloads; auto lets a pilot choose                                  [string]
            --quick        small presets, done within minutes                             [boolean] [default: false]
        -c, --concurrency  threads of small-file, one trial each                                            [number]
            --precision    stop when each 95 % interval is within this share of its median                  [number]
            --max-time     for everything: 90, 90s, 10m, 2h                                                 [string]
            --cold         measure with dropped guest caches too (root)                                    [boolean]
            --counters     of the kernel, around every step; trace: in a pass of its own too
                                                                                   [choices: "off", "read", "trace"]
            --controls     add native file system and tmpfs; --no-controls leaves them out                 [boolean]
            --host-probe   the probe's operations on the shares' folders by the host itself, before each boot
                                                                          [choices: "auto", "off"] [default: "auto"]
            --repo         folder of the repository that repo-clone clones                                  [string]
            --seed         of order, trees and contents                                                     [number]
            --config       instead of bench.config.ts                                                       [string]
            --results      folder of the runs                                                               [string]
            --json         print one JSON document                                        [boolean] [default: false]
      "
    `);
  });
});
