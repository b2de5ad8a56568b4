import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mntbench } from './ours.mjs';

/** Two sides of a million samples each, in run folders as `mntbench run` leaves them: one short real run, repeated with other boots and values. */

export const SAMPLES = 1_000_000;
const RUNS = 6;
const BLOCKS = 50;
/** Makes of one workload about as many cells as a default plan has. */
const THREADS = [1, 2, 4, 8];

/**
 * @typedef {{ readonly base: string, readonly new: string, readonly one: string, readonly cells: number }} MadeFolders
 * @type {(folders: import('./folder.mjs').Folders) => Promise<MadeFolders>}
 */
export async function millionSamples(folders) {
  const args = [folders.work, '--no-controls', '--workload', 'small-file', '--preset', 'tiny', '-c', '1', '--max-time', '5'];
  const real = await mntbench(folders, args);
  const first = real.samples.filter(({ valid, block }) => valid === 'true' && block === '0');
  const template = THREADS.flatMap((threads) => first.map((row) => ({ ...row, concurrency: String(threads) })));
  const columns = Object.keys(real.samples[0] ?? {});
  const sides = { base: join(folders.own, 'million-base'), new: join(folders.own, 'million-new') };
  const made = Object.values(sides).flatMap((side, which) =>
    // In turn, as the boots of a comparison should be.
    Array.from({ length: RUNS }, (_, run) => makeRun(side, 2 * run + which, real.record, columns, template)),
  );
  return {
    ...sides,
    one: made[0] ?? '',
    cells: new Set(template.map(({ operation, concurrency }) => `${operation} ${concurrency}`)).size,
  };
}

/** @type {(side: string, number: number, record: any, columns: readonly string[], template: readonly Readonly<Record<string, string>>[]) => string} */
function makeRun(side, number, record, columns, template) {
  const startedAt = new Date(Date.UTC(2026, 0, 1, number)).toISOString();
  const id = `${startedAt.replaceAll(/[-:]|\.000/g, '')}-${number.toString(16).padStart(6, '0')}`;
  const bootId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const folder = join(side, record.machineId, record.environment.before.kernel.release, id);
  mkdirSync(folder, { recursive: true });
  const before = { ...record.environment.before, bootId };
  const made = { ...record, id, startedAt, finishedAt: startedAt, environment: { ...record.environment, before } };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(made, null, 2));
  const iterations = Math.ceil(SAMPLES / RUNS / BLOCKS / template.length);
  const lines = [columns.join(',')];
  for (let block = 0; block < BLOCKS; block++) {
    template.forEach((row, order) => {
      for (let iteration = 0; iteration < iterations && lines.length <= SAMPLES / RUNS; iteration++) {
        const value = String(Number(row.value) * (1 + 0.05 * Math.sin(97 * lines.length + 31 * number)));
        const now = { run_id: id, boot_id: bootId, block, order, iteration, value, started_at: startedAt };
        lines.push(columns.map((name) => now[/** @type {keyof typeof now} */ (name)] ?? row[name] ?? '').join(','));
      }
    });
  }
  writeFileSync(join(folder, 'samples.csv'), `${lines.join('\n')}\n`);
  return folder;
}
