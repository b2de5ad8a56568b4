import { closeSync, constants, openSync, readSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The bare loop that the harness is compared with: the same calls of node:fs, without a clock around each. What `elapsed` of the harness
 * has on top of it is all that the harness adds. Started as a process of its own:
 *
 *   node bare-loop.mjs DIRECTORY FILES BATCHES    prints {"stat": [nanoseconds per call of each batch], "read": […]}
 */

const [directory = '', files = '0', batches = '0'] = process.argv.slice(2);
const CONTENT_BYTES = 1024;
const READ_BYTES = 4096;

const paths = Array.from({ length: Number(files) }, (_, index) => join(directory, `file-${String(index).padStart(6, '0')}.txt`));
const block = join(directory, 'block');

/** @type {(path: string, bytes: number) => void} */
function write(path, bytes) {
  const file = openSync(path, constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC, 0o644);
  writeSync(file, Buffer.alloc(bytes, 'x'));
  closeSync(file);
}

/** @type {(calls: number, call: (index: number) => void) => number} */
function perCall(calls, call) {
  const started = process.hrtime.bigint();
  for (let index = 0; index < calls; index++) call(index);
  return Number(process.hrtime.bigint() - started) / calls;
}

for (const path of paths) write(path, CONTENT_BYTES);
write(block, READ_BYTES);
const descriptor = openSync(block, 'r');
const into = Buffer.alloc(READ_BYTES, 1);
/** @type {{ stat: number[], read: number[] }} */
const found = { stat: [], read: [] };
for (let batch = 0; batch < Number(batches); batch++) {
  // Both check what they got, as the loops of the harness do: that is the work, not the harness.
  found.stat.push(
    perCall(paths.length, (index) => {
      if (statSync(paths[index] ?? '').size !== CONTENT_BYTES) throw new Error('size');
    }),
  );
  found.read.push(
    perCall(paths.length, () => {
      if (readSync(descriptor, into, 0, READ_BYTES, 0) !== READ_BYTES) throw new Error('short read');
    }),
  );
}
closeSync(descriptor);
for (const path of [...paths, block]) unlinkSync(path);
process.stdout.write(JSON.stringify(found));
