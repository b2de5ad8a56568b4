import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import type { Task } from '../../harness/core/workload.ts';
import { textArg } from '../inputs/args.ts';
import { compareTree } from '../inputs/compare-tree.ts';
import { makeDirectories } from '../inputs/write-tree.ts';
import {
  APPEND_BYTES,
  appendedContent,
  CHECKOUT,
  createdContent,
  INSTALL,
  overwrittenContent,
  readTrees,
  renamedPath,
  SINGLE,
} from './trees.ts';

/** The chains find their directories: mkdir in them is the EEXIST kind. */
export const prepare: Task = (args) => {
  const { root, plan } = readTrees(args);
  mkdirSync(`${root}/${SINGLE}`);
  for (const tree of [INSTALL, CHECKOUT]) {
    mkdirSync(`${root}/${tree}`);
    makeDirectories(`${root}/${tree}`, plan);
  }
};

/** After mkdir, create, overwrite, append and rename. */
export const verifySingle: Task = (args) => {
  const { root, plan, seed } = readTrees(args);
  const files = plan.files.map((file) => ({
    path: renamedPath(file.path),
    size: file.size + APPEND_BYTES,
    content: () => Buffer.concat([overwrittenContent(file, seed), appendedContent(file, seed)]),
  }));
  compareTree(`${root}/${SINGLE}`, plan.directories, files);
};

export const verifyChain: Task = (args) => {
  const { root, plan, seed } = readTrees(args);
  const tree = textArg(args, 'chain');
  const files = plan.files.map((file) => ({ ...file, content: () => createdContent(tree, file, seed) }));
  compareTree(`${root}/${tree}`, plan.directories, files);
};

/** After the teardown only the empty roots of the trees are left; they go too, so that nothing of the block stays. */
export const verifyRemoved: Task = (args) => {
  const root = textArg(args, 'root');
  for (const tree of [SINGLE, INSTALL, CHECKOUT]) {
    compareTree(`${root}/${tree}`, [], []);
    rmdirSync(`${root}/${tree}`);
  }
  const left = readdirSync(root);
  if (left.length > 0) throw new Error(`${root}: expected to be empty, got ${left.join(', ')}`);
};
