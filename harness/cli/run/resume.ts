import { cellKey } from '../../core/cell.ts';
import { UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Sample, SampleIdentity } from '../../core/sample.ts';
import { type RunFolder, resolveRun } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { readSamples } from '../../record/samples-csv.ts';
import type { Executed } from '../../run/blocks.ts';
import { stateFolder } from '../../system/folders.ts';
import { machineId } from '../../system/machine.ts';
import type { RunRequest } from './request.ts';
import type { Setup } from './setup.ts';

/** An earlier run as far as it got. */
export interface Resumed {
  readonly record: RunRecord;
  readonly folder: RunFolder;
  readonly firstBlock: number;
  /** Turns of the first block that are complete. */
  readonly done: readonly Executed[];
  /** True for samples of turns that must be measured again. */
  readonly wasCutOff: (sample: SampleIdentity) => boolean;
  readonly nextOrder: number;
  /** Measuring processes so far. */
  readonly processes: number;
  /** Valid primary values, for the precision. */
  readonly measured: readonly { readonly trial: number; readonly cell: string; readonly value: number }[];
}

/** Refuses unless the machine, its boot, the mounts and the program are those of the run: else it would be another experiment. */
export function prepareResume(request: RunRequest, setup: Setup): Resumed {
  const folder = resolveRun(request.resume ?? '', request.results);
  const record = readRunRecord(folder.runJson);
  refuseUnfit(record, request, setup);
  const unfinished = record.blocks.find(({ finishedAt }) => finishedAt === null);
  const firstBlock = unfinished?.block ?? record.blocks.length;
  const done = (unfinished?.order ?? []).map((name) => turnFrom(name, firstBlock, record));
  const cutOff = wasCutOff(record, firstBlock, done);
  const samples = readSamples(folder.samples);
  return {
    record,
    folder,
    firstBlock,
    done,
    wasCutOff: cutOff,
    nextOrder: samples.reduce((most, sample) => Math.max(most, sample.order + 1), 0),
    processes: samples.reduce((most, sample) => Math.max(most, sample.process), 0),
    measured: primaryValues(
      samples.filter((sample) => !cutOff(sample)),
      record,
    ),
  };
}

function refuseUnfit(record: RunRecord, request: RunRequest, setup: Setup): void {
  const before = record.environment.before;
  const bootId = typeof before === 'object' && before !== null && 'bootId' in before ? before.bootId : null;
  const mounts = setup.targets.map(({ id, path, transport, mount }) =>
    [id, path, transport, mount.options, mount.source].join(' '),
  );
  const wanted = record.targets.map(({ id, path, transport, mount }) =>
    [id, path, transport, mount.options, mount.source].join(' '),
  );
  const reasons: [boolean, string][] = [
    [record.status === 'complete', 'the run is complete'],
    [record.plan.trials.length === 0, 'the run ended before its plan was made: nothing was measured'],
    [record.machineId !== machineId(stateFolder()), `it was made on machine ${record.machineId}`],
    [
      bootId !== setup.environment.bootId,
      `the kernel was booted since: boot ${String(bootId)}, now ${String(setup.environment.bootId)}`,
    ],
    [
      record.harness.version !== request.version || record.harness.node !== process.version,
      `it was made by mntbench ${record.harness.version} on Node ${record.harness.node}`,
    ],
    [wanted.join('\n') !== mounts.join('\n'), 'the targets or their mounts differ'],
  ];
  const reason = reasons.find(([unfit]) => unfit)?.[1];
  if (reason === undefined) return;
  throw new UserError({
    code: 'resume-unfit',
    what: `run ${record.id} cannot be resumed`,
    got: reason,
    expected: 'an unfinished run of the same machine, boot, mounts, program and targets',
    fix: 'start a new run; what the old one measured stays where it is',
  });
}

/** Samples of turns that were cut off: kept, but the turn is measured again as a whole. */
function wasCutOff(record: RunRecord, block: number, done: readonly Executed[]): Resumed['wasCutOff'] {
  const complete = new Set(done.map((turn) => `${turn.trial} ${record.targets[turn.target]?.id}`));
  return (sample) =>
    sample.block === block && sample.iteration >= 0 && !complete.has(`${trialOf(sample, record)} ${sample.target}`);
}

function turnFrom(name: string, block: number, record: RunRecord): Executed {
  const [trial, target] = name.split('@');
  return { trial: Number(trial), target: record.targets.findIndex(({ id }) => id === target), block };
}

/** What the precision is judged by: of a loop the latency, of a command the elapsed time. */
function primaryValues(samples: readonly Sample[], record: RunRecord): Resumed['measured'] {
  const loops = new Set(samples.filter(({ metric }) => metric === 'latency').map(({ order }) => order));
  return samples
    .filter((sample) => sample.valid && sample.metric === (loops.has(sample.order) ? 'latency' : 'elapsed'))
    .flatMap((sample) =>
      sample.value === null ? [] : [{ trial: trialOf(sample, record), cell: cellKey(sample), value: sample.value }],
    );
}

function trialOf(sample: SampleIdentity, record: RunRecord): number {
  const cache = sample.cacheState.startsWith('guest-cold') ? 'cold' : 'warm';
  const fits = record.plan.trials.map(
    (trial) => trial.workload === sample.workload && trial.preset === sample.preset && trial.cache === cache,
  );
  const exact = record.plan.trials.findIndex((trial, index) => fits[index] && trial.concurrency === sample.concurrency);
  // Steps that choose their own concurrency belong to the only trial of their workload.
  return exact >= 0 ? exact : fits.indexOf(true);
}
