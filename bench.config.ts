import type { BenchConfig } from './harness/core/config.ts';

/**
 * What `npm run bench` measures. Everything here has a default, and each option of the command line wins over this file;
 * `npm run mntbench -- run --help` lists them.
 */
export default {
  // Directories to measure. Empty: every Windows drive under /mnt, and the native file system and tmpfs beside them.
  targets: [],
  // A median is precise when the 95 % interval around it is within this share of it. Cells that are precise get no more blocks.
  precision: 0.03,
  // Seconds for everything, preparation included. Presets are sized so that they fit.
  maxTimeSeconds: 600,
  // Threads of the small-file workload.
  concurrency: [1, 4],
  // Order, trees and contents follow from it.
  seed: 1,
} satisfies BenchConfig;
