import type { TreeSpec } from './tree.ts';

const MB = 1_000_000;

/** Trees measured on real projects (shape and sizes), from smallest to largest. Giants are counted in `files`. */
export const TREES = {
  tiny: { files: 60, directories: 12, logMean: 6.89, logSigma: 1.65, giants: [], depthMean: 2, depthCap: 4, fixedSize: null },
  'flat-1k': { files: 1000, directories: 1, logMean: 0, logSigma: 0, giants: [], depthMean: 1, depthCap: 1, fixedSize: 1024 },
  'install-s': {
    files: 611,
    directories: 132,
    logMean: 6.89,
    logSigma: 1.65,
    giants: [],
    depthMean: 1.2,
    depthCap: 3,
    fixedSize: null,
  },
  'src-tree': {
    files: 5000,
    directories: 600,
    logMean: 7.0,
    logSigma: 1.9,
    giants: [],
    depthMean: 3.5,
    depthCap: 8,
    fixedSize: null,
  },
  'node_modules-m': {
    files: 2500,
    directories: 345,
    logMean: 7.74,
    logSigma: 1.87,
    giants: [24.1 * MB, 21.1 * MB, 10 * MB],
    depthMean: 2.6,
    depthCap: 6,
    fixedSize: null,
  },
  /** 242 MiB where the real tree has 310: the generator's middle is thinner than the real one. */
  'node_modules-l': {
    files: 10_400,
    directories: 865,
    logMean: 7.32,
    logSigma: 1.88,
    giants: [100.9, 18.7, 5.52, 5.51, 5.46, 5.45, 4.3, 4.28, 4.28, 4.24, 4.24].map((megabytes) => Math.round(megabytes * MB)),
    depthMean: 4.5,
    depthCap: 9,
    fixedSize: null,
  },
  /** logMean is chosen so that the mean is 12.4 KB; not fitted. */
  'linux-like': {
    files: 62_300,
    directories: 4380,
    logMean: 7.63,
    logSigma: 1.9,
    giants: [],
    depthMean: 3.5,
    depthCap: 13,
    fixedSize: null,
  },
} as const satisfies Record<string, TreeSpec>;

export type TreeName = keyof typeof TREES;

/** Sums of the sizes, stored so that listing presets costs nothing; a test holds them equal to the plans. */
export const TREE_BYTES: Readonly<Record<TreeName, number>> = {
  tiny: 207_403,
  'flat-1k': 1_024_000,
  'install-s': 2_286_185,
  'src-tree': 32_921_327,
  'node_modules-m': 87_595_720,
  'node_modules-l': 254_047_600,
  'linux-like': 774_239_308,
};

export function treeNamed(name: string): TreeSpec {
  if (!isTreeName(name)) throw new Error(`unknown tree ${JSON.stringify(name)}; known: ${Object.keys(TREES).join(', ')}`);
  return TREES[name];
}

export function isTreeName(name: string): name is TreeName {
  return Object.hasOwn(TREES, name);
}
