import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { consume, skipping } from '../testing/consumer.ts';
import { CLONE, CLONE_9P, input, run, series, sixBoots } from '../testing/export-example.ts';
import type { Exported } from './export-input.ts';
import { hyperfineCsv, hyperfineJson } from './hyperfine.ts';
import { nodeCompare } from './node-compare.ts';
import { otava } from './otava.ts';

const textOf = ({ files }: Exported, at = 0): string => files[at]?.text ?? '';

describe('hyperfine 1.x', () => {
  it('JSON has the times of all boots, and user and system time, of commands only', () => {
    const exported = hyperfineJson(input(sixBoots()));
    expect(JSON.parse(textOf(exported))).toEqual({
      results: [
        {
          command: 'repo-clone/src-tree/clone/9p-socket/guest-cold+host-warm',
          mean: expect.closeTo(42.083333333333336, 12),
          stddev: expect.closeTo(1.2608198390994112, 12),
          median: 41.9,
          user: 3.1,
          system: 9.7,
          min: 40.5,
          max: 44,
          times: [41.2, 43, 40.5, 42.1, 44, 41.7],
          exit_codes: [0, 0, 0, 0, 0, 0],
          parameters: {
            cache: 'guest-cold+host-warm',
            concurrency: '1',
            operation: 'clone',
            phase: 'clone',
            preset: 'src-tree',
            target: '9p-socket',
            transport: '9p-socket',
            workload: 'repo-clone',
          },
        },
      ],
    });
    expect(exported.notes[0]).toMatch(/^1 cell left out \(no command with user and system time/);
  });

  it('has no deviation of a single run: null in JSON, 0 in CSV', () => {
    const one = input(sixBoots().slice(0, 1));
    expect(JSON.parse(textOf(hyperfineJson(one))).results[0].stddev).toBeNull();
    expect(textOf(hyperfineCsv(one)).split('\n')[1]).toMatch(/^repo-clone[^,]*,41\.2,0,41\.2,3\.1,9\.7,41\.2,41\.2,/);
  });

  it('CSV has the columns of 1.x and a column per parameter', () => {
    expect(textOf(hyperfineCsv(input(sixBoots()))).split('\n')).toEqual([
      'command,mean,stddev,median,user,system,min,max,parameter_cache,parameter_concurrency,parameter_operation,parameter_phase,parameter_preset,parameter_target,parameter_transport,parameter_workload',
      expect.stringMatching(
        /^repo-clone\/src-tree\/clone\/9p-socket\/guest-cold\+host-warm,42\.08333333333\d+,1\.26081983909\d+,41\.9,3\.1,9\.7,40\.5,44,guest-cold\+host-warm,1,clone,clone,src-tree,9p-socket,9p-socket,repo-clone$/,
      ),
      '',
    ]);
  });
});

describe('otava', () => {
  it('has a row per run, oldest first, and says that lower is better', () => {
    const [csv, yaml] = otava(input(sixBoots().slice(0, 2).toReversed())).files;
    expect([csv?.name, csv?.text]).toEqual([
      'otava.csv',
      `time,commit,kernel,wsl,windows,dma-pool,lab,repo_clone_src_tree_clone_9p_socket_guest_cold_host_warm_s,repo_clone_src_tree_clone_virtiofs_guest_cold_host_warm_s
2026-11-21T21:18:00.000Z,20261121T211800Z-4f9a1c,6.18.35.2-microsoft-standard-WSL2,,,,,41.2,37
2026-11-21T21:18:01.000Z,20261121T211801Z-4f9a1c,6.18.35.2-microsoft-standard-WSL2,,,,,43,38.9
`,
    ]);
    expect([yaml?.name, yaml?.text]).toEqual([
      'otava.yaml',
      `tests:
  "mntbench.repo-clone":
    type: csv
    file: otava.csv
    time_column: time
    attributes: [commit, kernel, wsl, windows, dma-pool, lab]
    metrics:
      "repo_clone_src_tree_clone_9p_socket_guest_cold_host_warm_s": {column: "repo_clone_src_tree_clone_9p_socket_guest_cold_host_warm_s", direction: -1}
      "repo_clone_src_tree_clone_virtiofs_guest_cold_host_warm_s": {column: "repo_clone_src_tree_clone_virtiofs_guest_cold_host_warm_s", direction: -1}
`,
    ]);
  });

  it('leaves out what one run lacks: the reader turns every field into a number', () => {
    const [first, second] = sixBoots();
    if (first === undefined || second === undefined) throw new Error('no runs');
    const { files, notes } = otava(input([first, { ...second, series: second.series.slice(0, 1) }]));
    expect(files[0]?.text.split('\n')[0]).not.toContain('virtiofs');
    expect(notes).toEqual(['1 cell left out (not in every run): repo-clone/src-tree/clone/virtiofs/guest-cold+host-warm']);
  });

  it('refuses runs of two machines, which are no series', () => {
    const runs = ['m-1', 'm-2'].map((machine, at) =>
      run({ id: `2026112${at}T211800Z-4f9a1c`, machine, series: [series(CLONE, [1])] }),
    );
    expect(() => otava(input(runs))).toThrow(/machine m-1 and m-2/);
  });

  const python = skipping('python3', ['-c', 'import yaml']);
  it.skipIf(python.skip)(`is YAML whose columns the CSV has${python.note}`, () => {
    const { files } = otava(input(sixBoots()));
    const script = 'import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
    const { stdout, stderr } = consume(files[1]?.text ?? '', (path) => ['python3', '-c', script, path]);
    expect(stderr).toBe('');
    const { tests } = JSON.parse(stdout);
    const { metrics, time_column, attributes } = tests['mntbench.repo-clone'];
    const columns = Object.values(metrics as Record<string, { column: string }>).map(({ column }) => column);
    expect([time_column, ...attributes, ...columns].join()).toBe(files[0]?.text.split('\n')[0]);
  });
});

describe("Node's compare", () => {
  const old = run({ series: [series(CLONE_9P, [41.2])] });
  const next = run({ series: [series(CLONE_9P, [37]), series(CLONE, [1])] });

  it('has rates of the old side and the new one', () => {
    const { files, notes } = nodeCompare(input([], { sides: [[old], [next]] }));
    const configuration =
      'preset=""src-tree"" phase=""clone"" operation=""clone"" target=""9p-socket"" transport=""9p-socket"" concurrency=""1"" cache=""guest-cold+host-warm""';
    expect(files[0]?.text).toBe(`"binary","filename","configuration","rate","time"
"old","repo-clone","${configuration}",0.024271844660194174,41.2
"new","repo-clone","${configuration}",0.02702702702702703,37
`);
    expect(notes).toEqual(['1 cell left out (on one side only): repo-clone/src-tree/clone/virtiofs/guest-cold+host-warm']);
  });

  it('says in the name of every row that rows of one boot count as independent', () => {
    const twice = run({ series: [series(CLONE_9P, [41, 42])] });
    const { files, notes } = nodeCompare(input([], { sides: [[old], [twice]] }));
    expect(files[0]?.text.match(/ level=""sample"""/g)).toHaveLength(3);
    expect(notes).toEqual([expect.stringContaining('--level boot')]);
    expect(nodeCompare(input([], { sides: [[old], [twice]], level: 'boot' })).notes).toEqual([]);
  });

  it.each([1, 3])('refuses %i sides', (count) => {
    expect(() => nodeCompare(input([], { sides: Array.from({ length: count }, () => [old]) }))).toThrow(UserError);
  });

  const r = skipping('Rscript', ['-e', '1']);
  it.skipIf(r.skip)(`is read by R as compare.R reads it${r.note}`, () => {
    const side = (values: number[]): ReturnType<typeof run>[] =>
      values.map((value, boot) => run({ series: [series(CLONE, [value], { boot: `boot-${boot}` })] }));
    const { files } = nodeCompare(input([], { sides: [side([41.2, 43, 40.5]), side([37, 38.9, 38.1])] }));
    const script =
      "d = read.csv(commandArgs(T)[1], colClasses=c('character','character','character','numeric','numeric')); cat(nrow(d), t.test(rate ~ binary, data=d)$p.value < 0.05)";
    const { stdout, stderr } = consume(files[0]?.text ?? '', (path) => ['Rscript', '-e', script, path]);
    expect([stdout, stderr]).toEqual(['6 TRUE', '']);
  });
});
