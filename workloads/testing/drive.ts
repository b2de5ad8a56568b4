import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../../harness/core/errors.ts';
import type { InputFact, InputStore, Place, Session, Step, WorkerModule, Workload } from '../../harness/core/workload.ts';
import { toolsIn } from './programs.ts';
import { type Outcome, runStep } from './step.ts';

export interface DriveOptions {
  /** Default: the smallest of the ladder. */
  readonly preset?: string;
  readonly seed?: number;
  readonly concurrency?: number;
  readonly blocks?: number;
  /** An existing folder for the temporary one; default `os.tmpdir()`. */
  readonly base?: string;
  readonly repository?: string;
  readonly project?: string;
  /** Called before each step: the place to plant a fault. */
  readonly before?: (step: Step, at: Position) => void;
}

export interface Position {
  readonly stage: 'fixture' | 'block' | 'teardown';
  readonly place: Place;
}

interface StepResult extends Position, Outcome {
  readonly step: Step;
}

export interface DriveResult {
  readonly inputs: readonly InputFact[];
  readonly steps: readonly StepResult[];
  /** What went wrong, one line each; empty when every operation and every check succeeded. */
  readonly problems: readonly string[];
}

/** Carries a workload out in this process, one thread after the other and nothing timed: its results are what is tested, not its speed. */
export async function drive(workload: Workload, options: DriveOptions = {}): Promise<DriveResult> {
  const { preset = workload.ladder[0], seed = 1, concurrency = 1, blocks = 1, base = tmpdir() } = options;
  const home = mkdtempSync(join(base, 'mntbench-drive-'));
  try {
    const worker: WorkerModule = await import(workload.worker.href);
    await using session = await workload.open({
      preset,
      seed,
      store: storeIn(join(home, 'store')),
      progress: () => undefined,
      repository: options.repository ?? null,
      project: options.project ?? null,
      tool: toolsIn(join(home, 'open')),
    });
    const steps: StepResult[] = [];
    const places = Array.from({ length: blocks }, (_, block) => placeIn(home, block, seed, concurrency));
    for (const { stage, place, list } of stagesOf(session, places)) {
      for (const step of list()) {
        options.before?.(step, { stage, place });
        steps.push({ stage, place, step, ...runStep(step, worker, place) });
      }
    }
    return { inputs: session.inputs, steps, problems: steps.flatMap(problemsOf) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

interface StageOfPlace extends Position {
  readonly list: () => readonly Step[];
}

function stagesOf(session: Session, places: readonly Place[]): StageOfPlace[] {
  const [first] = places;
  return [
    ...(first === undefined ? [] : [{ stage: 'fixture' as const, place: first, list: () => session.fixture(first) }]),
    ...places.map((place) => ({ stage: 'block' as const, place, list: () => session.block(place) })),
    ...places.map((place) => ({ stage: 'teardown' as const, place, list: () => session.teardown(place) })),
  ];
}

function problemsOf({ stage, step, failures, error }: StepResult): string[] {
  const name = step.kind === 'task' ? step.task : step.kind === 'check' ? step.command.args.join(' ') : step.operation;
  const seen = failures.length === 0 ? [] : [`${failures.length} failed, first: ${failures[0]}`];
  return [...seen, ...(error === null ? [] : [error])].map((text) => `${stage} ${name}: ${text}`);
}

function placeIn(home: string, block: number, seed: number, concurrency: number): Place {
  const place: Place = {
    directory: join(home, 'target', `block-${block}`),
    fixture: join(home, 'target', 'fixture'),
    scratch: join(home, 'scratch', `block-${block}`),
    block,
    concurrency,
    seed: seed * 1000 + block,
  };
  for (const folder of [place.directory, place.fixture, place.scratch]) mkdirSync(folder, { recursive: true });
  return place;
}

function storeIn(root: string): InputStore {
  return {
    async folder(kind, spec, make) {
      const directory = join(root, kind, Buffer.from(JSON.stringify(spec)).toString('base64url').slice(-80));
      if (existsSync(directory)) return directory;
      mkdirSync(directory, { recursive: true });
      await make(directory).catch((error: unknown) => {
        rmSync(directory, { recursive: true, force: true });
        throw new Error(`store ${kind}: ${errorText(error)}`, { cause: error });
      });
      return directory;
    },
    async scratch(name) {
      const directory = join(root, 'scratch', name);
      mkdirSync(directory, { recursive: true });
      return directory;
    },
  };
}
