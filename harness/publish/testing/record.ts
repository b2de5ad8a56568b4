import type { Mount } from '../../core/mount.ts';
import { type RunRecord, runRecordSchema } from '../../core/run-record.ts';

const mount = (patch: Partial<Mount>): Mount => ({
  mountPoint: '/mnt/c',
  fstype: '9p',
  source: 'C:\\',
  subPath: '/',
  readOnly: false,
  transport: '9p-socket',
  role: 'windows',
  aname: null,
  trans: 'fd',
  msize: 65_536,
  cacheRaw: 'mmap',
  cache: 'mmap',
  dirsync: true,
  sync: false,
  windowsPath: 'C:\\',
  uid: 1000,
  gid: 1000,
  metadata: false,
  symlinkRoot: '/mnt/',
  caseMode: null,
  tagKind: null,
  optionsTruncated: false,
  mountId: 60,
  device: '0:40',
  options: 'rw,dirsync',
  ...patch,
});

/** Free text of every kind that a run may hold, put into the fields that hold such text. */
export interface Texts {
  readonly path: string;
  readonly source: string;
  readonly aname: string;
  readonly options: string;
  readonly builder: string;
  readonly setting: string;
  readonly message: string;
  readonly argument: string;
}

export function recordWith(texts: Texts): RunRecord {
  const { path, source, aname, options, builder, setting, message, argument } = texts;
  const mounted = mount({ mountPoint: path, source, aname, options, windowsPath: source });
  const environment = {
    platform: 'wsl2',
    emulated: false,
    bootId: '6f0c3c2e-5d0b-4d0e-9a55-0d1f6f2b7a10',
    kernel: { release: '6.18.33.2-microsoft-standard-WSL2', builder, builderLooksStock: false },
    mounts: [mount({}), mounted],
    settings: {
      wslconfig: [
        {
          path: source,
          values: { 'wsl2.kernel': setting, 'wsl2.memory': 8 },
          warnings: [{ code: 'unknown-key', line: 1, message }],
        },
      ],
      asked: { kernel: setting, kernelCommandLine: setting },
    },
    unavailable: [{ path: 'wsl.version', reason: message }],
    findings: [{ code: 'x', severity: 'info', message, evidence: message, remedy: message }],
  };
  return runRecordSchema.parse({
    schemaVersion: 1,
    id: '20260101T000000Z-abcdef',
    status: 'complete',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:01:00.000Z',
    machineId: 'm-12345678',
    harness: { version: '0.1.0', node: 'v20.20.2', uv: '1.46.0', commandLine: ['run', argument, '--quick', '--max-time', '60'] },
    config: { targets: [path], results: path },
    environment: { before: environment, after: environment },
    targets: [
      {
        id: 'drive-c',
        path,
        transport: '9p-socket',
        mount: mounted,
        origin: 'named',
        freeBytes: 1,
        freeInodes: null,
      },
    ],
    plan: {
      trials: [{ workload: 'small-file', preset: 'tiny', concurrency: 1, cache: 'warm' }],
      sizing: [{ workload: 'small-file', preset: 'tiny', reason: message, blockNs: null }],
      minimumBlocks: 6,
      quick: true,
      tableOrder: {},
      skipped: [],
      repository: path,
      project: null,
    },
    inputs: [],
    calibration: null,
    blocks: [],
    stop: 'cap',
    failures: [
      {
        workload: 'small-file',
        preset: 'tiny',
        target: 'drive-c',
        concurrency: 1,
        cache: 'warm',
        block: 0,
        phase: null,
        reason: 'errno:EIO',
        message,
      },
    ],
    outcomes: {},
    warnings: [],
    timing: { preparationNs: 1, pilotNs: 1, blocksNs: 1, teardownNs: 1, measuredNs: 1 },
  });
}
