import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The bare loop that the harness is compared with: the same calls of `fs` in a process of their own, with no clock inside, so that the
 * difference to the harness is all that the harness adds. `bare-stat.mjs DIRECTORY FILES BATCHES` prints the time per call of each batch.
 */

const [directory = '', files = '0', batches = '0'] = process.argv.slice(2);
const content = Buffer.alloc(1024, 'x');
const paths = Array.from({ length: Number(files) }, (_, index) => join(directory, `file-${String(index).padStart(6, '0')}.txt`));

for (const path of paths) {
  const file = openSync(path, 'w');
  writeSync(file, content);
  closeSync(file);
}
const perCall = Array.from({ length: Number(batches) }, () => {
  const started = process.hrtime.bigint();
  // The check belongs to the work: the harness makes it too.
  for (let index = 0; index < paths.length; index++) if (statSync(paths[index]).size !== content.length) throw new Error('size');
  return Number(process.hrtime.bigint() - started) / paths.length;
});
for (const path of paths) unlinkSync(path);
process.stdout.write(JSON.stringify(perCall));
