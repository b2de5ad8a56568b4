import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { agentsOf, familyOf } from '../../run/testing/processes.ts';
import { projectFolder } from '../../system/folders.ts';

/** The compiled program, as users run it: `npm test` builds it first, and a measuring process cannot be forked from sources on Node 20. */
export const PROGRAM = join(projectFolder(), 'dist/harness/cli/main.js');

/** How the program ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  /** The whole environment: nothing of ours leaks in. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What starts the program in place of us, its arguments first: `unshare -m …`. */
  readonly wrapper?: readonly string[];
}

/** The program while it runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** The measuring processes that live now, oldest first. */
  agents(): number[];
  /** The program's own processes and everything that these started, as far as they live. */
  family(): number[];
}

export function start(args: readonly string[], { env, cwd, uid, gid, wrapper = [] }: StartOptions): Running {
  const [file, ...rest] = [...wrapper, process.execPath, PROGRAM, ...args];
  const child = spawn(file as string, rest, {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start ${file}`);
  return {
    pid,
    ended: ended(child),
    kill: (signal) => child.kill(signal),
    agents: () => agentsOf(pid),
    family: () => familyOf(pid),
  };
}

async function ended(child: ChildProcess): Promise<Ended> {
  const [stdout, stderr, { code, signal }] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
  ]);
  return { code, signal, stdout, stderr };
}

async function text(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
