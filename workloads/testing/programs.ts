import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from '../../harness/core/workload.ts';

/** What the harness promises to a command: nothing of the user's configuration, HOME and TMPDIR in scratch. */
function environment(command: Command, scratch: string): Record<string, string> {
  const home = `${scratch}/home`;
  const tmp = `${scratch}/tmp`;
  mkdirSync(home, { recursive: true });
  mkdirSync(tmp, { recursive: true });
  return { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: tmp, LC_ALL: 'C', ...command.env };
}

/** The trimmed standard output; throws with what the program said when it fails. */
export function runCommand(command: Command, scratch: string): string {
  const { program, args, cwd } = command;
  const done = spawnSync(program, args, {
    cwd,
    env: environment(command, scratch),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit ${done.status ?? done.signal}: ${done.stderr}${done.stdout}`);
  return done.stdout.trim();
}

export type RunTool = (command: Command, stdin?: AsyncIterable<string | Uint8Array>) => Promise<string>;

export function toolsIn(scratch: string): RunTool {
  return async (command, stdin) => {
    const { program, args, cwd } = command;
    const child = spawn(program, args, { cwd, env: environment(command, scratch), stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // A program that dies early closes its input first: its exit code and stderr say more than EPIPE.
    const fed = pipeline(Readable.from(stdin ?? []), child.stdin).catch(() => undefined);
    const [code] = await Promise.all([closed, fed]);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${code}: ${complaint}`);
    return out.trim();
  };
}
