import { concurrencyPicture } from './concurrency.mjs';
import { configurationExample } from './configuration-example.mjs';
import { exampleTables, expansionTable } from './example.mjs';
import { expectationTable } from './expectations.mjs';
import { identifiabilityTable } from './identifiability.mjs';
import { keyTable } from './key-table.mjs';
import { parameterTable, sumTable } from './parameter-table.mjs';
import { poolSizePicture } from './pool-size.mjs';
import { presetTable } from './preset-table.mjs';
import { sharedDedicatedPicture } from './shared-dedicated.mjs';
import { stationsPicture } from './stations.mjs';
import { validationTables } from './validation-table.mjs';

/**
 * What is made of the model for `docs/model.md`. A picture comes with a sentence that says what it shows, made of its own figures;
 * `isQuick`: within a second.
 * @typedef {{ name: string, isQuick: boolean, text: () => string }} TextPart
 * @typedef {{ name: string, isQuick: boolean, picture: () => { svg: string, finding: string } | Promise<{ svg: string, finding: string }> }} PicturePart
 * @type {readonly (TextPart | PicturePart)[]}
 */
export const PARTS = [
  { name: 'model-stations', isQuick: true, picture: stationsPicture },
  { name: 'example', isQuick: true, text: exampleTables },
  { name: 'expansion', isQuick: true, text: expansionTable },
  { name: 'parameters', isQuick: true, text: parameterTable },
  { name: 'sums', isQuick: true, text: sumTable },
  { name: 'presets', isQuick: true, text: presetTable },
  { name: 'configuration', isQuick: true, text: configurationExample },
  { name: 'keys', isQuick: true, text: keyTable },
  { name: 'identifiability', isQuick: true, text: identifiabilityTable },
  { name: 'expectations', isQuick: false, text: expectationTable },
  { name: 'validation', isQuick: false, text: validationTables },
  { name: 'model-concurrency', isQuick: false, picture: concurrencyPicture },
  { name: 'model-pool-size', isQuick: false, picture: poolSizePicture },
  { name: 'model-shared-dedicated', isQuick: false, picture: sharedDedicatedPicture },
];
