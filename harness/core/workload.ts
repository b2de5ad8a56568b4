import type { JsonObject } from './json.ts';

/**
 * The contract between a workload and the harness.
 *
 * A workload is a description: it turns a preset and a place into a list of steps, which are plain data. The harness carries the
 * steps out, times them and writes the records. A workload therefore never touches a target itself: loops and tasks name functions
 * of the workload's worker module, which run in a measuring process of their own, so that a dead mount can never hang the program.
 */
export interface Workload {
  readonly name: string;
  /** One line for tables and `--help`. */
  readonly title: string;
  /** The module with the named loops and tasks, see {@link WorkerModule}. */
  readonly worker: URL;
  readonly presets: Readonly<Record<string, Preset>>;
  /** The presets that sizing may choose from, smallest first. The first one is what `--quick` and the pilot use. */
  readonly ladder: readonly [string, ...string[]];
  /** Programs that must be on PATH; without one of them the workload is skipped, with that reason. */
  readonly tools: readonly Tool[];
  /** True when each entry of `--concurrency` makes a trial of its own; false when the steps choose their own concurrency. */
  readonly sweepsConcurrency: boolean;
  /** Makes or finds the inputs, away from every target, and starts what serves them. */
  open(request: OpenRequest): Promise<Session>;
}

export interface Preset {
  /** One line: what the preset stands for, with its numbers. */
  readonly about: string;
  /** Requests of the file system per block, roughly: sizes scale with it. Only the ratio between two presets of a workload matters. */
  readonly weight: number;
  /** What one block leaves on the target until the run ends. */
  readonly bytesPerBlock: number;
}

export type Tool = 'git' | 'npm' | 'tsc';

export interface OpenRequest {
  readonly preset: string;
  readonly seed: number;
  readonly store: InputStore;
  /** Shown while something long is made: one short sentence, no newline. */
  readonly progress: (text: string) => void;
  /** `--repo`: a repository of the user's own, cloned in place of the generated one. */
  readonly repository: string | null;
  /** `--project`: a folder with the user's own package.json and package-lock.json. */
  readonly project: string | null;
  /** Runs a program to its end outside every target, isolated from the user's configuration; rejects with its stderr when it fails. */
  readonly tool: (command: Command, stdin?: AsyncIterable<string | Uint8Array>) => Promise<string>;
}

/** Keeps generated inputs away from every target and finds them again by what they were generated from. */
export interface InputStore {
  /**
   * The folder for `spec`; `make` fills it when it is missing. A half-made folder is never returned.
   * `spec` must name everything that the content depends on, a version of the generator included.
   */
  folder(kind: string, spec: JsonObject, make: (directory: string) => Promise<void>): Promise<string>;
  /** A folder that lives as long as the run: private caches and the like. */
  scratch(name: string): Promise<string>;
}

export interface Session extends AsyncDisposable {
  /** What the inputs are, for `run.json`: runs with other inputs are not compared. `sha256` is of the content. */
  readonly inputs: readonly InputFact[];
  /** Operations in the order of tables, where blocks shuffle them; absent: as first measured. */
  readonly tableOrder?: readonly string[];
  /** Once per target before the first block. Untimed steps only. */
  fixture(place: Place): readonly Step[];
  /** One block: everything that is measured, in order. */
  block(place: Place): readonly Step[];
  /**
   * What is measured after the last block, for every block that ran. Deleting belongs here: ext4 creates become many times slower
   * for minutes in block groups where files were just deleted (`recently_deleted()` in fs/ext4/ialloc.c).
   */
  teardown(place: Place): readonly Step[];
}

export interface InputFact {
  readonly name: string;
  readonly sha256: string;
  readonly facts: JsonObject;
}

export interface Place {
  /** Of this trial alone, on the target, empty when the block starts. */
  readonly directory: string;
  /** Shared by all blocks of this workload on this target; filled by {@link Session.fixture}. */
  readonly fixture: string;
  /** Of this trial alone, on the native file system, empty when the block starts: caches, HOME, TMPDIR. */
  readonly scratch: string;
  readonly block: number;
  readonly concurrency: number;
  /** Differs between blocks, so that no layer can answer from the content of an earlier one; equal for all targets of a block. */
  readonly seed: number;
}

export type Step = LoopStep | CommandStep | TaskStep | CheckStep;

interface Measured {
  /** Groups operations in tables; the CSV column `variant`. */
  readonly phase: string;
  readonly operation: string;
}

/** Many calls of one small function in worker threads, each call timed. */
export interface LoopStep extends Measured {
  readonly kind: 'loop';
  /** Name in {@link WorkerModule.loops}. */
  readonly loop: string;
  readonly args: JsonObject;
  readonly concurrency: number;
}

/** One child process, timed as a whole. Exit code 0 or the sample fails. */
export interface CommandStep extends Measured {
  readonly kind: 'command';
  readonly command: Command;
}

/** An untimed call in the measuring process. Throwing fails the trial; when `checks` is set it fails those phases' samples instead. */
export interface TaskStep {
  readonly kind: 'task';
  readonly task: string;
  readonly args: JsonObject;
  /** Phases whose result this task verifies; empty for preparation. */
  readonly checks: readonly string[];
}

/** An untimed program whose output proves a result. */
export interface CheckStep {
  readonly kind: 'check';
  readonly command: Command;
  /** The whole standard output, trimmed. */
  readonly stdout: string;
  readonly checks: readonly string[];
}

export interface Command {
  readonly program: Tool | 'node' | 'rm';
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the isolated environment that the harness builds (PATH, HOME and TMPDIR in scratch, LC_ALL=C; nothing of the user's). */
  readonly env: Readonly<Record<string, string>>;
}

/** What `worker.ts` of a workload exports. It runs in worker threads: synchronous file calls only, since libuv's thread pool is shared. */
export interface WorkerModule {
  readonly loops: Readonly<Record<string, Loop>>;
  readonly tasks: Readonly<Record<string, Task>>;
}

/** Prepares one thread's share of a loop, untimed. */
export type Loop = (args: JsonObject, share: Share) => PreparedLoop;

export interface Share {
  readonly thread: number;
  readonly threads: number;
}

export interface PreparedLoop {
  /** Calls of this thread. */
  readonly operations: number;
  /** One operation; timed. What it throws is a failure, counted by errno and never averaged in. */
  run(index: number): void;
  /** Outcomes that belong to the work, such as expected ENOENT, counted by name. */
  outcomes?(): Readonly<Record<string, number>>;
  close?(): void;
}

export type Task = (args: JsonObject) => void;

/** Names the type, so that a workload file needs no annotation and a missing member is reported there. */
export function defineWorkload(workload: Workload): Workload {
  const unknown = workload.ladder.filter((name) => !(name in workload.presets));
  if (unknown.length > 0) throw new Error(`workload ${workload.name}: ladder names unknown presets ${unknown.join(', ')}`);
  return workload;
}

/** The module beside `importer`, with the extension that this build uses: tsc does not rewrite names inside `new URL()`. */
export function sibling(importer: string, name: string): URL {
  return new URL(`./${name}${importer.endsWith('.ts') ? '.ts' : '.js'}`, importer);
}

/** Steps are data; a typo in one is a bug and is named as such. */
export function namedIn<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new Error(`unknown ${what} ${JSON.stringify(name)}; known: ${Object.keys(table).join(', ')}`);
  return found;
}
