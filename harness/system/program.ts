import { execa } from 'execa';
import { errorText } from '../core/errors.ts';

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
const KILL_AFTER_MS = 500;

/** Runs a program to its end, without a shell, input or terminal. Never rejects. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  try {
    const result = await execa(program, [...args], {
      reject: false,
      encoding: 'buffer',
      stdin: 'ignore',
      stripFinalNewline: false,
      timeout: options.timeoutMs,
      forceKillAfterDelay: KILL_AFTER_MS,
      maxBuffer: MOST_OUTPUT_BYTES,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    });
    if (result.timedOut) return { status: 'timed-out', afterMs: options.timeoutMs };
    if (result.isMaxBuffer) return { status: 'killed', reason: `printed more than ${MOST_OUTPUT_BYTES} bytes` };
    if (result.exitCode !== undefined) {
      return {
        status: 'exited',
        exitCode: result.exitCode,
        stdout: Buffer.from(result.stdout),
        stderr: Buffer.from(result.stderr),
      };
    }
    if (result.signal !== undefined) return { status: 'killed', reason: `ended by ${result.signal}` };
    return result.code === 'ENOENT'
      ? { status: 'not-found' }
      : { status: 'killed', reason: result.code ?? 'could not be started' };
  } catch (error) {
    return { status: 'killed', reason: errorText(error) };
  }
}
