import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../system/folders.ts';
import type { ProbeOptions } from './options.ts';

const SCRIPT = 'scripts/host-probe.ps1';

/** What Windows takes as one command line (CreateProcess): 32,767 units, the program's own name included. */
export const LONGEST_COMMAND = 32_000;

/**
 * The script as one argument of letters and digits. A file would lie on the network drive that is the Linux file system to Windows, for
 * which policies of an organisation ask questions; quoting would have to please a shell, interop and PowerShell at once.
 */
export function windowsArguments(folder: string, { calls, warmUp }: Pick<ProbeOptions, 'calls' | 'warmUp'>): string[] {
  const script = readFileSync(join(projectFolder(), SCRIPT), 'utf8');
  const text = `& {\n${script}\n} -EncodedFolder '${base64(folder, 'utf8')}' -Calls ${calls} -WarmUp ${warmUp}`;
  return [...USUAL, '-EncodedCommand', base64(text, 'utf16le')];
}

/** No profile of the user's, and no question that nobody would see. */
const USUAL = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-OutputFormat', 'Text'];

function base64(text: string, encoding: 'utf8' | 'utf16le'): string {
  return Buffer.from(text, encoding).toString('base64');
}
