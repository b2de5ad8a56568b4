import { resolve } from 'node:path';
import { WORKLOADS } from '../../../workloads/catalogue.ts';
import type { BenchConfig, ResolvedConfig } from '../../core/config.ts';
import type { ProbedFolder } from '../../core/host-probe.ts';
import type { Fault } from '../../core/lab-conditions.ts';
import { probeOnLinux } from '../../host-probe/on-linux.ts';
import { PROBE_OPTIONS } from '../../host-probe/options.ts';
import type { BootOptions } from '../../lab/boot.ts';
import { bootOrder } from '../../lab/boot-order.ts';
import { type Configuration, configurationsOf } from '../../lab/configurations.ts';
import { parseFaults } from '../../lab/fault-option.ts';
import { CHANNEL, type LabTransport, MOUNT_OF, RUNS } from '../../lab/guest-places.ts';
import { type Kernel, requireKernel } from '../../lab/kernel.ts';
import { CUSTOM_SERIES, parseSeries } from '../../lab/kernel-series.ts';
import type { LabPrograms } from '../../lab/requirements.ts';
import { selectWorkloads } from '../../plan/selection.ts';
import { projectFolder } from '../../system/folders.ts';
import { badOption, requireWhole } from '../option-values.ts';
import { configFor, type RunFlags } from '../run.ts';
import { type GuestMachine, type GuestMachineOptions, guestMachine, requiredPrograms } from './guest-machine.ts';
import { type GuestRun, guestRun } from './guest-run.ts';
import { refuseForGuest, repositoryInGuest } from './refusals.ts';

/** As given; lists by commas. */
export interface LabRunOptions extends GuestMachineOptions {
  readonly kernel: string;
  readonly boots: number;
  readonly transport: string;
  readonly pool: string;
  readonly poolSlots: string;
  readonly poolAreas: number | null;
  readonly contender: string;
  readonly fault: readonly string[];
  readonly hostProbe: 'auto' | 'off';
  /** Seconds for one boot; null: what follows from the time of a run. */
  readonly limit: number | null;
}

/** Everything that is known before the first boot. */
export interface Experiment {
  /** The configuration of each boot. */
  readonly order: readonly Configuration[];
  readonly kernels: ReadonlyMap<string, Kernel>;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly hostProbe: BootOptions['hostProbe'];
  readonly machine: GuestMachine;
  readonly guest: GuestRun;
  readonly programs: LabPrograms;
  /** Of the host. */
  readonly results: string;
  readonly limitSeconds: number;
}

function probeShare(folder: string, before: readonly string[]): Promise<ProbedFolder> {
  return probeOnLinux(folder, PROBE_OPTIONS, before);
}

/** More is a mistake at the keyboard: a year of boots. */
const MOST_BOOTS = 1000;

/**
 * The limit is there for a guest that hangs. A run keeps to its time only from block to block, and ends what it has begun: on an
 * emulated processor the first block of everything on five targets was seen to take four times the time that was given.
 */
const ALLOWANCE_SECONDS = 600;
const OVERRUN = 4;

export async function planExperiment(options: LabRunOptions, flags: RunFlags): Promise<Experiment> {
  refuseForGuest(flags);
  requireWhole('--boots', options.boots, 1, MOST_BOOTS, 'lab run');
  const series = kernelSeries(options.kernel);
  const configurations = configurationsOf({ ...options, kernels: series });
  const faults = parseFaults(options.fault);
  const measured = transports(options.transport);
  const targets = measured.map((transport) => MOUNT_OF[transport]);
  const machine = guestMachine(options, 'lab run');
  const repository = repositoryInGuest(flags.repo);
  const config = withPresets(await configFor({ ...flags, targets }, flags.quick ? QUICK_DEFAULTS : GUEST_DEFAULTS), flags);
  const programs = await requiredPrograms();
  return {
    order: bootOrder(configurations.length, options.boots, config.seed).flatMap((index) => configurations[index] ?? []),
    kernels: new Map(series.map((name) => [name, requireKernel(name)])),
    seed: config.seed,
    faults,
    hostProbe: options.hostProbe === 'off' ? null : { transports: measured, probe: probeShare },
    machine,
    guest: guestRun({ config: { ...config, results: `${CHANNEL}/${RUNS}` }, quick: flags.quick, repository }),
    programs,
    results: resolve(projectFolder(), config.results),
    limitSeconds: options.limit ?? config.maxTimeSeconds * OVERRUN + ALLOWANCE_SECONDS,
  };
}

/**
 * Complains about workloads and presets that there are not. With `--quick` the smallest ones are fixed: on an emulated processor the
 * pilot that would choose takes as long as the block.
 */
function withPresets(config: ResolvedConfig, { quick }: RunFlags): ResolvedConfig {
  const selected = selectWorkloads(WORKLOADS, config, quick);
  if (!quick) return config;
  return {
    ...config,
    workloads: Object.fromEntries(selected.map(({ workload, presets: [preset] }) => [workload.name, { preset }])),
  };
}

/** What holds in the lab where neither the command line nor the configuration file says otherwise. */
const GUEST_DEFAULTS: BenchConfig = { counters: 'trace' };
/** The first block is over when the time is, so that no traced pass would fit. */
const QUICK_DEFAULTS: BenchConfig = { counters: 'read', concurrency: [1] };

function kernelSeries(list: string): string[] {
  const words = list.split(',').map((word) => word.trim());
  return [...new Set(words.flatMap((word) => (word === CUSTOM_SERIES ? [word] : parseSeries(word))))];
}

function transports(list: string): LabTransport[] {
  return [
    ...new Set(
      list.split(',').map((word): LabTransport => {
        const name = word.trim();
        if (Object.hasOwn(MOUNT_OF, name)) return name as LabTransport;
        const known = Object.keys(MOUNT_OF).join(', ');
        throw badOption('--transport', JSON.stringify(name), `one of ${known}, several by commas`, 'lab run');
      }),
    ),
  ];
}
