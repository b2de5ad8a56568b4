import type { Preset } from '../../harness/core/workload.ts';

export interface BuildPreset extends Preset {
  /** TypeScript files of the project itself. */
  readonly sources: number;
  /** Packages in its node_modules. */
  readonly dependencies: number;
}

/** Weights are system calls on the target per block, counted with strace -f on ext4 (tsc 7.0.2); bytes are the output, as counted by du. */
export const PRESETS = {
  tiny: { about: '20 sources, 10 dependencies', sources: 20, dependencies: 10, weight: 2_700, bytesPerBlock: 220_000 },
  small: { about: '100 sources, 40 dependencies', sources: 100, dependencies: 40, weight: 11_200, bytesPerBlock: 1_100_000 },
  medium: { about: '400 sources, 124 dependencies', sources: 400, dependencies: 124, weight: 39_000, bytesPerBlock: 4_100_000 },
} as const satisfies Record<string, BuildPreset>;
