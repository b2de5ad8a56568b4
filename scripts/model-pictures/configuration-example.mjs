import { parseConfiguration } from '../../dist/harness/model/path/parse-configuration.js';
import { simulateConfiguration } from '../../dist/harness/model/sweep/simulate-configuration.js';
import { simulationText } from '../../dist/harness/report/model-run-text.js';

/** A configuration of a user's own, and what the model prints of it. */

const FILE = 'mine.json';
const EXAMPLE = {
  schemaVersion: 1,
  name: 'a small pool beside a network card',
  transport: 'virtiofs',
  kernel: '6.18',
  cpus: 8,
  pool: { kind: 'hv-pci-one-area', slots: 384 },
  work: { operation: 'read', bytes: 262_144, clients: 16, thinkNs: 2_000_000 },
  contenders: [{ device: 'pci', mappingBytes: 4096, load: { kind: 'open', perSecond: 50_000 } }],
  parameters: { hostHit: 20_000, serverRequest: { value: 12_000, family: 'lognormal', cv: 0.3 } },
  run: { operations: 5000 },
};

export function configurationExample() {
  const configuration = parseConfiguration(EXAMPLE, FILE);
  const text = simulationText({
    ...simulateConfiguration(configuration),
    name: configuration.name,
    work: 'read of 256 KiB · 16 clients · virtiofs on 6.18',
    assumes: null,
  });
  const [headline, layers, , , notes] = text.trimEnd().split('\n\n');
  return [
    `\`${FILE}\`:`,
    `\`\`\`json\n${shortJson(EXAMPLE)}\n\`\`\``,
    `\`mntbench model run ${FILE}\`, without its table of stations:`,
    `\`\`\`text\n${[headline, layers, notes].join('\n\n')}\n\`\`\``,
  ].join('\n\n');
}

/** A line for each field. */
function shortJson(fields) {
  const spaced = (value) => JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
  return `{\n${Object.entries(fields)
    .map(([key, value]) => `  "${key}": ${spaced(value)}`)
    .join(',\n')}\n}`;
}
