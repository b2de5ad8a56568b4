import { readdir, readlink } from 'node:fs/promises';
import { runProgram } from '../../system/program.ts';
import { missingBecause, readBounded } from './bounded-file.ts';
import { runCommand } from './commands.ts';
import { MOST_BYTES, missing, type Reading, read, type Sources } from './sources.ts';

/** A drive whose server is gone blocks its readers for ever (K#261, #14301): a child can be given up, a thread of ours cannot. */
const DRIVE_TIMEOUT_MS = 2000;
const PSEUDO_FILE_SYSTEMS = ['/proc/', '/sys/', '/run/', '/etc/', '/.'] as const;

/** The machine that this program runs on. */
export function liveSources(): Sources {
  return {
    kind: 'live',
    capturedAt: new Date().toISOString(),
    bytes: (path) =>
      isLocal(path) ? readBounded(path, path) : drive(path, 'head', ['-c', String(MOST_BYTES), '--', path], (stdout) => stdout),
    list: async (path) => {
      if (!isLocal(`${path}/`)) {
        const names = await drive(path, 'ls', ['-1A', '--', path], (stdout) => stdout.toString('utf8').split('\n'));
        return names.status === 'read' ? read(names.value.filter((name) => name !== '').sort()) : names;
      }
      try {
        return read((await readdir(path)).sort());
      } catch (error) {
        return missingBecause(path, error);
      }
    },
    link: async (path) => {
      try {
        return read(await readlink(path));
      } catch (error) {
        return missingBecause(path, error);
      }
    },
    command: runCommand,
  };
}

function isLocal(path: string): boolean {
  return PSEUDO_FILE_SYSTEMS.some((start) => path.startsWith(start));
}

async function drive<T>(path: string, program: string, args: readonly string[], use: (stdout: Buffer) => T): Promise<Reading<T>> {
  const result = await runProgram(program, args, { timeoutMs: DRIVE_TIMEOUT_MS, env: { LC_ALL: 'C' } });
  if (result.status === 'exited' && result.exitCode === 0) return read(use(result.stdout));
  if (result.status === 'timed-out') return missing(`${path} did not answer within ${result.afterMs} ms`, false);
  return missing(`${path} does not exist or cannot be read`);
}
