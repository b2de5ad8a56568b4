import type { Environment } from '../../core/environment.ts';
import type { LabConditions } from '../../core/lab-conditions.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Sample } from '../../core/sample.ts';
import type { Transport } from '../../core/transport.ts';
import { createRunFolder, type RunFolder } from '../../record/run-folder.ts';
import { writeRunRecord } from '../../record/run-json.ts';
import { SampleLog } from '../../record/samples-csv.ts';

/** What a made run differs in from the real one that it is modelled on. */
export interface MadeRun {
  readonly machine: string;
  /** From 0, in time: one run a day. */
  readonly day: number;
  /** Names the boot: runs with the same number share it. */
  readonly boot: number;
  readonly kernel: string;
  readonly wsl: string | null;
  readonly emulated: boolean;
  readonly lab: LabConditions | null;
  /** Nanoseconds of each cell's blocks, by operation. */
  readonly costs: Readonly<Record<string, readonly number[]>>;
  readonly transport: Transport;
}

/** Writes run folders with the program's own writers: the record of a real run, with other machines, times and figures. */
export class RunMaker {
  readonly #results: string;
  readonly #template: RunRecord;
  readonly #sample: Sample;

  constructor(results: string, template: RunRecord, sample: Sample) {
    this.#results = results;
    this.#template = template;
    this.#sample = sample;
  }

  make(run: MadeRun): RunFolder {
    const startedAt = new Date(Date.UTC(2026, 0, 1 + run.day, 9)).toISOString();
    const id = `${startedAt.replaceAll(/[-:]|\.000/g, '')}-${hex(run.machine, run.day)}`;
    const folder = createRunFolder(this.#results, run.machine.replaceAll(/[^\w.-]/g, '_'), run.kernel, id);
    const bootId = `00000000-0000-4000-8000-${`${run.boot}`.padStart(12, '0')}`;
    writeRunRecord(folder.runJson, {
      ...this.#template,
      id,
      startedAt,
      finishedAt: startedAt,
      machineId: run.machine,
      lab: run.lab,
      environment: { before: this.#environment(run, bootId), after: null },
    });
    const log = new SampleLog(folder.samples);
    log.append(
      Object.entries(run.costs).flatMap(([operation, values], cell) =>
        this.#samples(run, { operation, values, cell, id, bootId, startedAt }),
      ),
    );
    log.close();
    return folder;
  }

  #environment({ kernel, wsl, emulated }: MadeRun, bootId: string): RunRecord['environment']['before'] {
    const before = this.#template.environment.before as unknown as Environment;
    const versions = { version: wsl, kernel: null, wslg: null, msrdc: null, direct3d: null, dxcore: null, windows: null };
    const made: Environment = {
      ...before,
      bootId,
      emulated,
      kernel: { ...before.kernel, release: kernel },
      wsl: wsl === null ? null : versions,
    };
    return JSON.parse(JSON.stringify(made)) as RunRecord['environment']['before'];
  }

  #samples({ transport, emulated }: MadeRun, cell: MadeCell): Sample[] {
    return cell.values.map((value, block) => ({
      ...this.#sample,
      ...{ phase: cell.operation, operation: cell.operation, runId: cell.id, bootId: cell.bootId, startedAt: cell.startedAt },
      ...{ target: transport, transport, emulated, block, order: cell.cell * cell.values.length + block, iteration: block },
      ...{ metric: 'latency', unit: 'ns', value, valid: true, invalidReason: null },
    }));
  }
}

interface MadeCell {
  readonly operation: string;
  readonly values: readonly number[];
  /** Number of the cell in its run. */
  readonly cell: number;
  readonly id: string;
  readonly bootId: string;
  readonly startedAt: string;
}

/** Six hex digits that differ between machines and days. */
function hex(machine: string, day: number): string {
  let sum = day;
  for (const character of machine) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 0x1000000;
  return sum.toString(16).padStart(6, '0');
}
