import { type ChildProcess, spawn } from 'node:child_process';
import { errorCode, errorText } from '../core/errors.ts';

/** How a short program ended. A non-zero exit is an answer, not an error. */
export type ProgramResult =
  | { readonly status: 'exited'; readonly exitCode: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly status: 'not-found' }
  | { readonly status: 'timed-out'; readonly afterMs: number }
  | { readonly status: 'killed'; readonly reason: string };

export interface ProgramOptions {
  readonly timeoutMs: number;
  /** Default: this process's. A Windows program started in a Linux folder complains about UNC paths, so those are given a drive. */
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** No program asked here prints more; a larger output is a fault and is not read. */
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;
/** From asking to forcing, and from forcing to giving up: a process that waits for a dead mount ends when the mount lets it. */
const KILL_AFTER_MS = 500;

/** Those that run, so that none outlives this process. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs a program to its end, without a shell, input or terminal. Never rejects. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  try {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return await endOf(child, options.timeoutMs);
  } catch (error) {
    return { status: 'killed', reason: errorText(error) };
  }
}

function endOf(child: ChildProcess, timeoutMs: number): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    /** Why it was ended by us; it stays the answer, whatever the program makes of the signal. */
    let ended: ProgramResult | null = null;
    const settle = (result: ProgramResult): void => {
      for (const timer of timers) clearTimeout(timer);
      // Nobody waits any more for what still holds the pipes.
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve(ended ?? result);
    };
    const end = (result: ProgramResult): void => {
      if (ended !== null) return;
      ended = result;
      child.kill('SIGTERM');
      timers.push(
        setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS),
        setTimeout(() => settle(result), 2 * KILL_AFTER_MS),
      );
    };
    const tooLong = (): void => end({ status: 'killed', reason: `printed more than ${MOST_OUTPUT_BYTES} bytes` });
    const stdout = collect(child.stdout, tooLong);
    const stderr = collect(child.stderr, tooLong);
    timers.push(setTimeout(() => end({ status: 'timed-out', afterMs: timeoutMs }), timeoutMs));
    child.once('error', (error) => {
      running.delete(child);
      const code = errorCode(error);
      settle(code === 'ENOENT' ? { status: 'not-found' } : { status: 'killed', reason: code ?? 'could not be started' });
    });
    child.once('close', (exitCode, signal) =>
      settle(
        exitCode === null
          ? { status: 'killed', reason: `ended by ${signal}` }
          : { status: 'exited', exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) },
      ),
    );
  });
}

function collect(stream: NodeJS.ReadableStream | null, tooLong: () => void): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_OUTPUT_BYTES) tooLong();
    else chunks.push(chunk);
  });
  return chunks;
}
