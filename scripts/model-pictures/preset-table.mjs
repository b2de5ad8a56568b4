import { PRESETS } from '../../dist/harness/model/path/presets.js';
import { code, table } from './markdown.mjs';

/** Those that differ in the kernel alone share a line. */
export function presetTable() {
  const groups = new Map();
  for (const { name, standsFor, assumes } of PRESETS) {
    const key = `${standsFor.replace(/kernel [\d.]+/, 'kernel')} ${assumes}`;
    const group = groups.get(key) ?? { names: [], standsFor, assumes };
    groups.set(key, { ...group, names: [...group.names, name] });
  }
  return table(
    ['preset', 'stands for', 'assumes'],
    [...groups.values()].map(({ names, standsFor, assumes }) => {
      const isOne = names.length === 1;
      return [names.map(code).join(', '), isOne ? standsFor : standsFor.replace(/kernel [\d.]+/, 'each kernel'), assumes];
    }),
  );
}
