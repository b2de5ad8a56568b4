import { nothingProbed, type ProbedFolder } from '../core/host-probe.ts';
import { type ProgramResult, runProgram } from '../system/program.ts';
import type { ProbeOptions } from './options.ts';
import { parseProbeOutput } from './output.ts';
import { windowsArguments } from './windows-command.ts';

/** Interop can work while `appendWindowsPath=false` keeps Windows programs off PATH. */
const POWERSHELL = ['powershell.exe', '/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe'] as const;
const WSLPATH_MS = 5_000;
/** A Windows program that is started in a Linux folder is started in a network folder. */
const CWD = '/mnt/c';

/** Measures in a folder of a Windows drive, named as WSL names it, from Windows. */
export async function probeOnWindows(
  folder: string,
  options: ProbeOptions,
  powershell: readonly string[] = POWERSHELL,
): Promise<ProbedFolder> {
  const path = await farPath(folder, options.timeoutMs);
  if (path === null) return nothingProbed('no-far-path');
  for (const program of powershell) {
    const ended = await runProgram(program, windowsArguments(path, options), { timeoutMs: options.timeoutMs, cwd: CWD });
    if (ended.status !== 'not-found') return answerOf(ended);
  }
  return nothingProbed('no-powershell');
}

function answerOf(ended: Exclude<ProgramResult, { status: 'not-found' }>): ProbedFolder {
  if (ended.status === 'timed-out') return nothingProbed('timed-out');
  // Its exit code says nothing: a script that failed half-way has printed what it has measured.
  return ended.status === 'exited' ? parseProbeOutput(ended.stdout) : nothingProbed('no-answer');
}

async function farPath(folder: string, timeoutMs: number): Promise<string | null> {
  const ended = await runProgram('wslpath', ['-w', folder], { timeoutMs: Math.min(timeoutMs, WSLPATH_MS) });
  if (ended.status !== 'exited' || ended.exitCode !== 0) return null;
  return drivePath(ended.stdout.toString('utf8'));
}

/** Null for what is not on a drive: by `\\wsl.localhost` Windows would come back to this machine. */
export function drivePath(printed: string): string | null {
  return /^([A-Z]:\\[^\r\n\0]*)\r?\n?$/i.exec(printed)?.[1] ?? null;
}
