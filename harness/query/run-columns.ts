import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { SqlType } from './views.ts';

interface RunColumn {
  readonly type: SqlType;
  readonly about: string;
  of(record: RunRecord, path: string): string | number | boolean | null;
}

/** The view `runs`: one row per run.json. */
export const RUN_COLUMNS = {
  run_id: column('VARCHAR', 'as in all views', ({ id }) => id),
  path: column('VARCHAR', 'folder of the run as it was found', (_, path) => path),
  status: column('VARCHAR', 'running, complete, partial or interrupted', ({ status }) => status),
  stop: column('VARCHAR', 'why measuring ended: precise, cap, full, interrupted or failed', ({ stop }) => stop),
  started_at: column('TIMESTAMP', 'UTC', ({ startedAt }) => startedAt),
  finished_at: column('TIMESTAMP', 'UTC; null while it runs, and where it was killed', ({ finishedAt }) => finishedAt),
  machine_id: column('VARCHAR', "random, made once per machine; a lab's guests have their host's", ({ machineId }) => machineId),
  kernel_release: environment('VARCHAR', 'as `uname -r` prints it', 'kernel', 'release'),
  platform: environment('VARCHAR', 'wsl2, wsl1, container-in-wsl, lab or linux', 'platform'),
  emulated: environment('BOOLEAN', 'every instruction was emulated', 'emulated'),
  boot_id: environment('VARCHAR', 'of the kernel when the run began', 'bootId'),
  cpu_model: environment('VARCHAR', 'as the kernel names it', 'machine', 'cpuModel'),
  cpus: environment('BIGINT', 'processors that the kernel shows', 'machine', 'cpus'),
  memory_bytes: environment('BIGINT', "of the machine, or the guest's", 'machine', 'memoryBytes'),
  virtualisation: environment('VARCHAR', 'hyper-v, kvm, qemu, … or none', 'machine', 'virtualisation'),
  wsl_version: environment('VARCHAR', 'null outside of WSL', 'wsl', 'version'),
  windows_version: environment('VARCHAR', 'null outside of WSL', 'wsl', 'windows'),
  dma_pool_state: environment('VARCHAR', 'none, shared, dedicated, requested-unavailable or unknown', 'dmaPool', 'state'),
  dma_pool_bytes: environment('BIGINT', 'size of the pool in use; null where it is not shown', 'dmaPool', 'sizeBytes'),
  node_version: column('VARCHAR', 'that measured', ({ harness }) => harness.node),
  npm_version: environment('VARCHAR', 'null where not installed', 'tools', 'npm'),
  git_version: environment('VARCHAR', 'null where not installed', 'tools', 'git'),
  harness_version: column('VARCHAR', 'of mntbench', ({ harness }) => harness.version),
  lab_kernel: column('VARCHAR', 'kernel series of the guest; null outside of the lab, as all that follow', of('kernelSeries')),
  lab_boot: column('BIGINT', 'from 1, in the order of execution', of('boot')),
  lab_boots: column('BIGINT', 'of the whole `lab run`', of('boots')),
  lab_accelerator: column('VARCHAR', 'tcg or kvm', of('accelerator')),
  lab_pool: column('VARCHAR', 'who uses the bounce buffers: shared, private or none', ({ lab }) => lab?.pool.use ?? null),
  lab_pool_slots: column('BIGINT', 'asked for; null: the default', ({ lab }) => lab?.pool.slots ?? null),
  lab_pool_areas: column('BIGINT', 'asked for; null: the default', ({ lab }) => lab?.pool.areas ?? null),
  lab_contender: column('VARCHAR', 'read or write; null without one', ({ lab }) => lab?.contender?.operation ?? null),
  lab_contender_share: column('DOUBLE', 'share of the time in which it works', ({ lab }) => lab?.contender?.askedShare ?? null),
  lab_contender_disk: column(
    'BIGINT',
    'bytes per second that its disk is limited to; null: not limited',
    ({ lab }) => lab?.contender?.diskBytesPerSecond ?? null,
  ),
  lab_faults: column('VARCHAR', 'kinds of injected faults, separated by semicolons', ({ lab }) =>
    lab === null ? null : lab.faults.map(({ kind }) => kind).join(';'),
  ),
  seed: column('BIGINT', 'of order, trees and contents', ({ config }) => config.seed),
  blocks: column('BIGINT', 'that were finished', ({ blocks }) => blocks.filter((block) => block.finishedAt !== null).length),
  quick: column('BOOLEAN', 'measured with `--quick`', ({ plan }) => plan.quick),
  targets: column('VARCHAR', 'names of the measured directories, separated by semicolons', ({ targets }) =>
    targets.map(({ id }) => id).join(';'),
  ),
  failures: column('BIGINT', 'trials that failed', ({ failures }) => failures.length),
  warnings: column('VARCHAR', 'their codes, separated by semicolons', ({ warnings }) =>
    warnings.map(({ code }) => code).join(';'),
  ),
  measured_ns: column('DOUBLE', 'time inside measured work', ({ timing }) => timing.measuredNs),
  timer_ns: column('DOUBLE', 'cost of an empty operation in the loop', ({ calibration }) => calibration?.timerNs ?? null),
  spawn_ns: column('DOUBLE', 'cost of a command that does nothing', ({ calibration }) => calibration?.spawnNs ?? null),
} as const satisfies Readonly<Record<string, RunColumn>>;

function column(type: SqlType, about: string, value: RunColumn['of']): RunColumn {
  return { type, about, of: value };
}

function of(field: 'kernelSeries' | 'boot' | 'boots' | 'accelerator'): RunColumn['of'] {
  return ({ lab }) => lab?.[field] ?? null;
}

/** The document in run.json is kept as it was read: it may be of another version, or a stranger's. What is of no such type is null. */
function environment(type: SqlType, about: string, ...path: readonly string[]): RunColumn {
  return column(type, about, (record) => {
    const found = path.reduce<Json | undefined>(
      (value, key) => (isObject(value) ? value[key] : undefined),
      record.environment.before,
    );
    if (type === 'VARCHAR') return typeof found === 'string' ? found : null;
    if (type === 'BOOLEAN') return typeof found === 'boolean' ? found : null;
    return Number.isSafeInteger(found) ? (found as number) : null;
  });
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
