import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What makes a test's title tell why it did not run: ` (skipped: fio_jsonplus_clat2csv is not installed)`. */
export function skipping(program: string, probe: readonly string[]): { skip: boolean; note: string } {
  const { status } = spawnSync(program, probe, { stdio: 'ignore' });
  return status === 0
    ? { skip: false, note: '' }
    : { skip: true, note: ` (skipped: ${[program, ...probe].join(' ')} does not work here)` };
}

/** Runs another tool on a file in a folder of its own. */
export function consume(
  text: string,
  command: (path: string, folder: string) => readonly [program: string, ...args: string[]],
): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mntbench-export-'));
  const path = join(folder, 'exported');
  writeFileSync(path, text);
  const [program, ...args] = command(path, folder);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: folder });
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr };
}
