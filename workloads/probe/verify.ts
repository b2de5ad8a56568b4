import { readdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs';
import type { Task } from '../../harness/core/workload.ts';
import { numberArg, textArg, textsArg } from '../inputs/args.ts';
import { compareTree, sha256 } from '../inputs/compare-tree.ts';
import { item } from '../inputs/item.ts';
import { CREATED, createdFile, RENAMED, renameTo } from './layout.ts';
import { OPERATIONS } from './operations.ts';
import { transferShare, writtenContent } from './transfer-share.ts';

/** Writes all steps again in memory, in the order of the block, and compares every byte that any of them touched. */
export const verifyWrites: Task = (args) => {
  const seed = numberArg(args, 'seed');
  const got = new Map<string, Buffer>();
  const expected = new Map<string, Buffer>();
  for (const label of textsArg(args, 'order')) {
    const operation = item(
      OPERATIONS.filter((candidate) => candidate.label === label),
      0,
    );
    for (let thread = 0; thread < operation.concurrency; thread++) {
      const { path, bytes, offset } = transferShare({ ...args, ...operation.args }, 'write', thread);
      const found = got.get(path) ?? readFileSync(path);
      got.set(path, found);
      // Bytes that no step writes are taken as they are.
      const image = expected.get(path) ?? Buffer.from(found);
      expected.set(path, image);
      writtenContent(label, thread, bytes, seed).copy(image, offset);
    }
  }
  for (const [path, image] of expected) {
    const found = got.get(path) ?? Buffer.alloc(0);
    if (found.equals(image)) continue;
    const at = image.findIndex((byte, index) => found[index] !== byte);
    throw new Error(
      `${path}: expected sha256 ${sha256(image)}, got ${sha256(found)}; first difference at byte ${at} of ${image.length}`,
    );
  }
};

/** `create` made exactly its files, `rename` left only new names. */
export const verifyNames: Task = (args) => {
  const directory = textArg(args, 'directory');
  const paths = Array.from({ length: numberArg(args, 'operations') }, (_, index) => [
    createdFile(directory, index),
    renameTo(directory, index),
  ]);
  const files = paths.flat().map((path) => ({ path: path.slice(directory.length + 1), size: 0, content: null }));
  compareTree(directory, [CREATED, RENAMED], files);
};

/** After `unlink`: what rename left goes too, and nothing else may be there. */
export const verifyRemoved: Task = (args) => {
  const directory = textArg(args, 'directory');
  for (let index = 0; index < numberArg(args, 'operations'); index++) unlinkSync(renameTo(directory, index));
  compareTree(directory, [CREATED, RENAMED], []);
  for (const name of [CREATED, RENAMED]) rmdirSync(`${directory}/${name}`);
  const left = readdirSync(directory);
  if (left.length > 0) throw new Error(`${directory}: expected to be empty, got ${left.join(', ')}`);
};
