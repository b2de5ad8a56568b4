import { renameSync, statSync, unlinkSync } from 'node:fs';
import type { Loop } from '../../harness/core/workload.ts';
import { flatPath } from '../inputs/flat-path.ts';
import { item } from '../inputs/item.ts';
import type { PlannedFile } from '../inputs/tree.ts';
import { appendedContent, createdContent, overwrittenContent, readTrees, renamedPath, SINGLE, shareOf } from './trees.ts';
import { APPEND, CREATE, OVERWRITE, readWhole, writeWhole } from './whole-file.ts';

/** One write(2) per file: what a program does that has the whole content in memory. */
const WHOLE = Number.MAX_SAFE_INTEGER;
const READ_BUFFER_BYTES = 1024 * 1024;
const NO_THROW = { throwIfNoEntry: false } as const;

export const create: Loop = writing(CREATE, (file, seed) => createdContent(SINGLE, file, seed));
export const overwrite: Loop = writing(OVERWRITE, overwrittenContent);
export const append: Loop = writing(APPEND, appendedContent);

function writing(flags: number, contentOf: (file: PlannedFile, seed: number) => Buffer): Loop {
  return (args, share) => {
    const { root, plan, seed } = readTrees(args);
    const files = shareOf(plan.files, share);
    const paths = files.map((file) => flatPath(`${root}/${SINGLE}`, file.path));
    const contents = files.map((file) => contentOf(file, seed));
    return {
      operations: files.length,
      run(index) {
        writeWhole(item(paths, index), item(contents, index), flags, WHOLE);
      },
    };
  };
}

export const stat: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const files = shareOf(plan.files, share);
  const paths = files.map((file) => flatPath(`${root}/${SINGLE}`, file.path));
  const sizes = files.map((file) => file.size);
  return {
    operations: files.length,
    run(index) {
      const { size } = statSync(item(paths, index));
      if (size !== sizes[index]) throw new Error(`${paths[index]}: stat says ${size} bytes, expected ${sizes[index]}`);
    },
  };
};

/** A name beside each file that does not exist. */
export const statMissing: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const paths = shareOf(plan.files, share).map((file) => flatPath(`${root}/${SINGLE}`, `${file.path}.missing`));
  let missing = 0;
  return {
    operations: paths.length,
    run(index) {
      if (statSync(item(paths, index), NO_THROW) !== undefined) throw new Error(`${paths[index]}: exists, expected ENOENT`);
      missing++;
    },
    outcomes: () => ({ ENOENT: missing }),
  };
};

export const read: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const files = shareOf(plan.files, share);
  const paths = files.map((file) => flatPath(`${root}/${SINGLE}`, file.path));
  const sizes = files.map((file) => file.size);
  // Filled, so that its pages are there before the first timed read.
  const into = Buffer.alloc(READ_BUFFER_BYTES, 1);
  let bytes = 0;
  return {
    operations: files.length,
    run(index) {
      const size = item(sizes, index);
      readWhole(item(paths, index), size, into);
      bytes += size;
    },
    outcomes: () => ({ bytes }),
  };
};

export const rename: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const files = shareOf(plan.files, share);
  const from = files.map((file) => flatPath(`${root}/${SINGLE}`, file.path));
  const to = files.map((file) => flatPath(`${root}/${SINGLE}`, renamedPath(file.path)));
  return {
    operations: files.length,
    run(index) {
      renameSync(item(from, index), item(to, index));
    },
  };
};

export const remove: Loop = (args, share) => {
  const { root, plan } = readTrees(args);
  const paths = shareOf(plan.files, share).map((file) => flatPath(`${root}/${SINGLE}`, renamedPath(file.path)));
  return {
    operations: paths.length,
    run(index) {
      unlinkSync(item(paths, index));
    },
  };
};
