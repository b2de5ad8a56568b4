import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The run at `from` once more, as if another machine had measured it at another time: every file says so. */
export function copyRun(from: string, results: string, machineId: string, runId: string): string {
  const old = JSON.parse(readFileSync(join(from, 'run.json'), 'utf8')) as { id: string; machineId: string };
  const to = join(results, machineId, 'kernel', runId);
  mkdirSync(join(results, machineId, 'kernel'), { recursive: true });
  cpSync(from, to, { recursive: true });
  const rewrite = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) rewrite(path);
      else writeFileSync(path, readFileSync(path, 'utf8').replaceAll(old.id, runId).replaceAll(old.machineId, machineId));
    }
  };
  rewrite(to);
  return to;
}

/** The `number`th of many runs: every one of a machine of its own. */
export function numbered(number: number): { readonly machineId: string; readonly runId: string } {
  const hex = number.toString(16);
  return {
    machineId: `m-${hex.padStart(8, '0')}`,
    runId: `20260101T0000${String(number).padStart(2, '0')}Z-${hex.padStart(6, '0')}`,
  };
}
