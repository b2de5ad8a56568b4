import { fileURLToPath } from 'node:url';
import { nothingProbed, type ProbedFolder } from '../core/host-probe.ts';
import { sibling } from '../core/workload.ts';
import { runProgram } from '../system/program.ts';
import type { ProbeOptions } from './options.ts';
import { parseProbeOutput } from './output.ts';

/**
 * Measures in a folder of this machine, from a process of its own: `before` may take it into the mounts of another one, where the folder
 * holds something else.
 */
export async function probeOnLinux(
  folder: string,
  { calls, warmUp, timeoutMs }: ProbeOptions,
  before: readonly string[] = [],
): Promise<ProbedFolder> {
  const [program = '', ...args] = [...before, process.execPath, PROGRAM, folder, String(calls), String(warmUp)];
  const ended = await runProgram(program, args, { timeoutMs, cwd: '/' });
  if (ended.status === 'timed-out') return nothingProbed('timed-out');
  return ended.status === 'exited' ? parseProbeOutput(ended.stdout) : nothingProbed('no-answer');
}

const PROGRAM = fileURLToPath(sibling(import.meta.url, 'linux-program'));
