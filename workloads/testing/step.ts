import { errorText } from '../../harness/core/errors.ts';
import { type LoopStep, namedIn, type Place, type Step, type WorkerModule } from '../../harness/core/workload.ts';
import { runCommand } from './programs.ts';

export interface Outcome {
  /** Calls of a loop, over all threads; 1 for every other step. */
  readonly operations: number;
  /** Messages of operations that threw. */
  readonly failures: readonly string[];
  /** Summed over threads. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why a command, a check or a verifying task failed; null when it did not. */
  readonly error: string | null;
}

const NOTHING: Outcome = { operations: 1, failures: [], outcomes: {}, error: null };

/** A preparing task that throws ends the drive, as it fails the trial in the harness; what verifies is reported. */
export function runStep(step: Step, worker: WorkerModule, place: Place): Outcome {
  switch (step.kind) {
    case 'loop':
      return runLoop(step, worker);
    case 'task': {
      const task = namedIn(worker.tasks, step.task, 'task');
      // Steps are data that crosses a process border.
      const run = (): void => task(structuredClone(step.args));
      if (step.checks.length > 0) return reported(run);
      run();
      return NOTHING;
    }
    case 'command':
      return reported(() => runCommand(step.command, place.scratch));
    case 'check':
      return reported(() => {
        const stdout = runCommand(step.command, place.scratch);
        if (stdout !== step.stdout) throw new Error(`expected ${JSON.stringify(step.stdout)}, got ${JSON.stringify(stdout)}`);
      });
  }
}

function reported(run: () => void): Outcome {
  try {
    run();
    return NOTHING;
  } catch (error) {
    return { ...NOTHING, error: errorText(error) };
  }
}

function runLoop(step: LoopStep, worker: WorkerModule): Outcome {
  const loop = namedIn(worker.loops, step.loop, 'loop');
  const failures: string[] = [];
  const outcomes: Record<string, number> = {};
  let operations = 0;
  for (let thread = 0; thread < step.concurrency; thread++) {
    const prepared = loop(structuredClone(step.args), { thread, threads: step.concurrency });
    for (let index = 0; index < prepared.operations; index++) {
      operations++;
      try {
        prepared.run(index);
      } catch (error) {
        failures.push(errorText(error));
      }
    }
    for (const [name, count] of Object.entries(prepared.outcomes?.() ?? {})) outcomes[name] = (outcomes[name] ?? 0) + count;
    prepared.close?.();
  }
  return { operations, failures, outcomes, error: null };
}
