import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRun, numbered } from '../../publish/testing/copy-run.ts';
import { Playground } from './playground.ts';
import type { Ended } from './program.ts';

export const IDENTITY = '[user]\n\tname = Ada Example\n\temail = ada@example.org\n';

/** A place with real repositories to publish to, and a git of its own. */
export class Publishing extends Playground {
  readonly home = join(this.path, 'own');

  constructor(config = IDENTITY) {
    super();
    writeFileSync(join(this.home, '.gitconfig'), config);
  }

  git(args: readonly string[], cwd = this.path): string {
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  bare(name = 'results.git', branch = 'main'): string {
    const path = join(this.path, name);
    this.git(['init', '--quiet', '--bare', `--initial-branch=${branch}`, path]);
    return path;
  }

  clone(from: string, name = 'clone'): string {
    const path = join(this.path, name);
    this.git(['clone', '--quiet', from, path]);
    return path;
  }

  /** Commits what lies in a clone, as another publisher would, and pushes it. */
  commit(clone: string, message = 'by hand'): void {
    this.git(['add', '--all'], clone);
    this.git(['commit', '--quiet', '--message', message], clone);
    this.git(['push', '--quiet'], clone);
  }

  /** The `number`th copy of a real run. */
  copyOf(original: Playground, number: number): string {
    const { machineId, runId } = numbered(number);
    return copyRun(original.run().path, this.results, machineId, runId);
  }

  publish(...args: readonly string[]): Promise<Ended> {
    return this.program(['publish', ...args]);
  }
}
