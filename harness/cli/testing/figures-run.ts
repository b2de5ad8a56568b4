import type { RunFigures } from '../../attribute/evidence/gather.ts';
import type { RunRecord } from '../../core/run-record.ts';
import { METRICS, type Metric, type Sample } from '../../core/sample.ts';
import type { Target } from '../../core/target.ts';
import { CounterLog } from '../../record/counters-csv.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { writeRunRecord } from '../../record/run-json.ts';
import { SampleLog } from '../../record/samples-csv.ts';

/** A run of made figures, written by the program's own writers on the record of a real one. */
export function writeRun(
  results: string,
  template: RunRecord,
  day: number,
  figures: RunFigures,
  patch: Partial<RunRecord> = {},
): RunFolder {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + day, 9)).toISOString();
  const id = `${startedAt.replaceAll(/[-:]|\.000/g, '')}-00000${day}`;
  const folder = createRunFolder(results, template.machineId, 'made', id);
  const { steps } = figures;
  writeRunRecord(folder.runJson, { ...template, id, targets: targetsOf(template, steps), ...patch });
  const samples = new SampleLog(folder.samples);
  samples.append(steps.flatMap((step, order) => samplesOf(step, order, id, startedAt)));
  samples.close();
  const counters = new CounterLog(folder.counters);
  counters.append(figures.counters.map((row) => ({ ...row, runId: id })));
  counters.close();
  return folder;
}

type Step = RunFigures['steps'][number];

function targetsOf({ targets }: RunRecord, steps: readonly Step[]): Target[] {
  const [known] = targets;
  if (known === undefined) throw new Error('the template has no target');
  const names = new Map(steps.map(({ cell }) => [cell.target, cell.transport]));
  return [...names].map(([id, transport]) => ({
    ...known,
    id,
    transport,
    path: `/mnt/${id}`,
    mount: { ...known.mount, mountPoint: `/mnt/${id}` },
  }));
}

function samplesOf(
  { cell, bootId, block, isTraced, operations, values }: Step,
  order: number,
  runId: string,
  startedAt: string,
): Sample[] {
  return (Object.entries(values) as [Metric, number][]).map(([metric, value]) => ({
    ...cell,
    ...{ runId, bootId, block, order, process: 1, fsType: 'made', iteration: block, metric },
    ...{ unit: METRICS[metric].unit, better: 'lower', value: Math.round(value) },
    ...{ valid: !isTraced, invalidReason: isTraced ? 'traced' : null, startedAt, operations, emulated: false },
  }));
}
