import {
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { RunRecord } from '../../core/run-record.ts';
import type { Sample } from '../../core/sample.ts';
import { findRuns, type RunFolder } from '../../record/run-folder.ts';
import { readRunRecord } from '../../record/run-json.ts';
import { readSamples } from '../../record/samples-csv.ts';
import { type Ended, type Running, type StartOptions, start } from './program.ts';

/** Commands that take `--results`. */
const WITH_RESULTS: ReadonlySet<string> = new Set('run list show compare aa history export publish query'.split(' '));

/** The cheapest run that is a whole one: a block of 32 files on the named targets only. */
export const TINY = ['--workload', 'small-file', '--preset', 'tiny', '--concurrency', '1', '--no-controls', '--max-time', '1'];

/** As TINY, but without an end of its own that a test could wait for. */
export const LONG = [...TINY.slice(0, -1), '120', '--precision', '0.000001'];

type Options = Partial<Omit<StartOptions, 'env'>> & { readonly env?: Readonly<Record<string, string>> };

/**
 * A temporary folder for one test, with a target that holds something precious, and a program whose cache, state, results and home
 * lie in it: nothing of the user's is read or written.
 */
export class Playground implements AsyncDisposable {
  readonly path: string;
  readonly target: string;
  readonly results: string;
  readonly #own: string;
  readonly #started: Running[] = [];

  constructor() {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), 'mntbench-e2e-')));
    this.#own = join(this.path, 'own');
    this.results = join(this.#own, 'results');
    mkdirSync(this.#own);
    this.target = this.folder('target');
    writeFileSync(join(this.target, 'precious.txt'), 'mine');
  }

  /** A folder of the user's. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  file(name: string, content = 'mine'): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  sandbox(target = this.target): string {
    return join(target, '.mntbench');
  }

  /** Starts the program; it is killed when the test ends. */
  start(args: readonly string[], options: Options = {}): Running {
    const withResults = WITH_RESULTS.has(args[0] ?? '') && !args.includes('--results');
    const position = args.includes('--') ? args.indexOf('--') : args.length;
    const all = withResults ? args.toSpliced(position, 0, '--results', this.results) : args;
    const running = start(all, { cwd: this.path, ...options, env: { ...this.#environment(), ...options.env } });
    this.#started.push(running);
    return running;
  }

  /** Runs the program to its end. */
  program(args: readonly string[], options: Options = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  runs(): RunFolder[] {
    return findRuns(this.results);
  }

  /** The only run, or the newest. */
  run(): RunFolder {
    const run = this.runs().at(-1);
    if (run === undefined) throw new Error(`no run in ${this.results}`);
    return run;
  }

  record(): RunRecord {
    return readRunRecord(this.run().runJson);
  }

  samples(): Sample[] {
    return readSamples(this.run().samples);
  }

  /**
   * Values that were measured in blocks, valid or not: whoever drops the caches of this machine meanwhile (another test, as root) spoils
   * a block, which the program rightly marks.
   */
  measured(): Sample[] {
    return this.samples().filter(({ iteration, value }) => iteration >= 0 && value !== null);
  }

  /** Results that another playground's run left. */
  copyResults(from: Playground): void {
    cpSync(from.results, this.results, { recursive: true });
  }

  /** Everything outside the program's own folders: paths with their contents. What is the user's must be the same after a run. */
  belongings(): Record<string, string> {
    const found: Record<string, string> = {};
    const visit = (folder: string): void => {
      for (const name of readdirSync(folder).sort()) {
        const path = join(folder, name);
        const state = lstatSync(path);
        const key = path.slice(this.path.length + 1);
        if (path === this.#own) continue;
        if (state.isDirectory()) {
          found[key] = '';
          visit(path);
        } else {
          found[key] = state.isSymbolicLink()
            ? `-> ${readlinkSync(path)}`
            : state.isFile()
              ? readFileSync(path, 'utf8')
              : 'special';
        }
      }
    };
    visit(this.path);
    return found;
  }

  /** Text without what differs between two runs of a test. */
  normalised(text: string): string {
    return text
      .replaceAll(this.path, '<tmp>')
      .replaceAll(/m-[0-9a-f]{8}\/[^/\s]+/g, '<machine>/<kernel>')
      .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, '<run>')
      .replaceAll(/process \d+/g, 'process <pid>');
  }

  /** Hands everything to another user. */
  giveTo(uid: number, gid: number): void {
    const give = (path: string): void => {
      chownSync(path, uid, gid);
      if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
    };
    give(this.path);
  }

  #environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? ['/usr/bin', '/bin'].join(delimiter),
      HOME: this.#own,
      XDG_CACHE_HOME: join(this.#own, 'cache'),
      XDG_STATE_HOME: join(this.#own, 'state'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#started) {
      running.kill('SIGKILL');
      await running.ended;
    }
    // A measuring process sees a moment later that its program is gone.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
