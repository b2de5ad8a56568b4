import { configurationFigures, sweepFigures } from './configurations.mjs';
import { lockFigures } from './lock.mjs';
import { modelMemory } from './model-memory.mjs';
import { simulatorFigures } from './simulators.mjs';

/** How fast the model is, and whether its lock is this machine's. */

/** @type {(folders: import('./folder.mjs').Folders, rounds: number, say: (text: string) => void) => Promise<import('./figures.mjs').Figure[]>} */
export async function modelFigures(folders, rounds, say) {
  return [
    ...simulatorFigures(folders, rounds, say),
    ...configurationFigures(rounds, say),
    ...sweepFigures(folders, rounds, say),
    ...modelMemory(rounds, say),
    ...(await lockFigures(say)),
  ];
}
