import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { errorText } from '../../../harness/core/errors.ts';
import {
  type Command,
  type InputFact,
  namedIn,
  type OpenRequest,
  type Place,
  type Session,
  type Step,
  type WorkerModule,
  type Workload,
} from '../../../harness/core/workload.ts';

/*
 * Like testing/drive.ts, but with programs that run while this process goes on: a registry inside it has to answer them.
 */

export interface PlayOptions {
  readonly preset?: string;
  readonly seed?: number;
  readonly repository?: string;
  readonly project?: string;
  /** In place of the empty one that the harness makes: with hostile configuration in it. */
  readonly home?: string;
  readonly blocks?: number;
  /** Called before each step: the place to plant a fault. */
  readonly before?: (step: Step, place: Place) => void | Promise<void>;
}

export interface Played {
  readonly label: string;
  /** Seconds, for people. */
  readonly seconds: number;
  readonly checks: readonly string[];
  readonly error: string | null;
}

export interface PlayResult {
  readonly inputs: readonly InputFact[];
  readonly steps: readonly Played[];
  /** Labels and errors of what failed. */
  readonly problems: readonly string[];
}

/** Gone when the test that asked for it is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mntbench-play-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a workload and carries out fixture, block and teardown below `root`, which the caller made and removes. */
export async function play(workload: Workload, root: string, options: PlayOptions = {}): Promise<PlayResult> {
  const home = options.home ?? join(root, 'home');
  const worker: WorkerModule = await import(workload.worker.href);
  const steps: Played[] = [];
  await using session: Session = await workload.open(openRequest(workload, root, home, options));
  const places = Array.from({ length: options.blocks ?? 1 }, (_, block) => placeIn(root, block));
  for (const part of ['fixture', 'block', 'teardown'] as const) {
    for (const place of part === 'fixture' ? places.slice(0, 1) : places) {
      for (const step of session[part](place)) {
        await options.before?.(step, place);
        steps.push(await carryOut(step, worker, home));
      }
    }
  }
  const problems = steps.flatMap(({ label, error }) => (error === null ? [] : [`${label}: ${error}`]));
  return { inputs: session.inputs, steps, problems };
}

export function openRequest(workload: Workload, root: string, home: string, options: PlayOptions): OpenRequest {
  return {
    preset: options.preset ?? workload.ladder[0],
    seed: options.seed ?? 1,
    progress: () => undefined,
    repository: options.repository ?? null,
    project: options.project ?? null,
    tool: (command, stdin) => runProgram(command, home, stdin),
    store: {
      async folder(kind, spec, make) {
        const directory = join(root, 'store', kind, Buffer.from(JSON.stringify(spec)).toString('base64url').slice(-80));
        if (existsSync(directory)) return directory;
        mkdirSync(directory, { recursive: true });
        await make(directory);
        return directory;
      },
      async scratch(name) {
        const directory = join(root, 'scratch', name);
        mkdirSync(directory, { recursive: true });
        return directory;
      },
    },
  };
}

async function carryOut(step: Step, worker: WorkerModule, home: string): Promise<Played> {
  const started = process.hrtime.bigint();
  const error = await attempt(step, worker, home).then(() => null, errorText);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { label: labelOf(step), seconds, checks: 'checks' in step ? step.checks : [], error };
}

/** The phase of what is measured, the name of a task, and of a check what git is asked, without the options that keep it apart. */
export function labelOf(step: Step): string {
  if (step.kind === 'task') return step.task;
  return step.kind === 'check' ? step.command.args.join(' ').replace(/-c \S+ /g, '') : step.phase;
}

async function attempt(step: Step, worker: WorkerModule, home: string): Promise<void> {
  if (step.kind === 'loop') throw new Error('these workloads have no loops');
  // Steps are data that crosses a process border.
  if (step.kind === 'task') return namedIn(worker.tasks, step.task, 'task')(structuredClone(step.args));
  const stdout = await runProgram(step.command, home);
  if (step.kind === 'check' && stdout !== step.stdout) throw new Error(`expected ${step.stdout || 'no output'}, got ${stdout}`);
}

const BIN = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));

/** With the environment that the harness promises; rejects with what the program said when it fails. */
export async function runProgram(command: Command, home: string, stdin?: AsyncIterable<string | Uint8Array>): Promise<string> {
  const tmp = join(home, 'tmp');
  mkdirSync(tmp, { recursive: true });
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  const program = command.program === 'tsc' ? join(BIN, 'tsc') : command.program;
  const env = { PATH: path, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), TMPDIR: tmp, LC_ALL: 'C', ...command.env };
  const child = spawn(program, command.args, { cwd: command.cwd, env, stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  // A program that dies early closes its input first: its exit code and stderr say more than EPIPE.
  const fed = pipeline(Readable.from(stdin ?? []), child.stdin).catch(() => undefined);
  const [code] = await Promise.all([closed, fed]);
  if (code !== 0) throw new Error(`${command.program} ${command.args.join(' ')}: exit ${code}: ${said.stderr}${said.stdout}`);
  return said.stdout.trim();
}

function placeIn(root: string, block: number): Place {
  const place: Place = {
    directory: join(root, 'target', `block-${block}`),
    fixture: join(root, 'target', 'fixture'),
    scratch: join(root, 'scratch', `block-${block}`),
    block,
    concurrency: 1,
    seed: 1000 + block,
  };
  for (const folder of [place.directory, place.fixture, place.scratch]) mkdirSync(folder, { recursive: true });
  return place;
}
