import type { Counting } from '../core/counting.ts';
import { counted, notCounted } from './counts.ts';
import { readKernelFile } from './kernel-file.ts';

/** Of the whole machine since it booted. */
export interface SchedulerTotals {
  readonly contextSwitches: number;
  /** Processes and threads that were made. */
  readonly processes: number;
}

/** Null where the text is no /proc/stat. */
export function parseProcStat(text: string): SchedulerTotals | null {
  const contextSwitches = /^ctxt (\d+)$/m.exec(text)?.[1];
  const processes = /^processes (\d+)$/m.exec(text)?.[1];
  if (contextSwitches === undefined || processes === undefined) return null;
  return { contextSwitches: Number(contextSwitches), processes: Number(processes) };
}

const SOURCE = 'scheduler';

/** All context switches of the machine: a step's own threads are only a part of those that its requests cause. */
export function scheduler(path = '/proc/stat'): Counting {
  const read = (): SchedulerTotals | string => {
    const reading = readKernelFile(path);
    return 'reason' in reading ? reading.reason : (parseProcStat(reading.text) ?? `${path} has no ctxt line`);
  };
  let before: SchedulerTotals | string = 'not started';
  return {
    start() {
      before = read();
    },
    finish() {
      const after = read();
      if (typeof before === 'string') return [notCounted(SOURCE, 'context-switches', before)];
      if (typeof after === 'string') return [notCounted(SOURCE, 'context-switches', after)];
      return [
        counted(SOURCE, 'context-switches', after.contextSwitches - before.contextSwitches),
        counted(SOURCE, 'processes', after.processes - before.processes),
      ];
    },
  };
}
