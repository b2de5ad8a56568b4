import { networkOf } from '../../dist/harness/model/path/network-of.js';
import { LAYERS, rowsOf } from '../../dist/harness/model/path/rows.js';
import { chainOf } from './chain.mjs';
import { FAINT, INK, LAYER_FILLS, WIDTH } from './look.mjs';
import { preset } from './simulations.mjs';
import { BOX, drawn, LEFT, PITCH, placed } from './station-chain.mjs';
import { rectangle, svgFile, text } from './svg.mjs';

/** The stations of each path, with times, drawn from the programs that are simulated. */

const NETWORK = { device: 'pci', mappingBytes: 4096, deviceNs: 100_000, load: { kind: 'closed', outstanding: 1 } };
const VIRTIOFS = 'wsl-6.18-virtiofs-dedicated';
const CHAINS = [
  { title: 'virtiofs', name: VIRTIOFS, jobClass: 0 },
  { title: '9P over virtio (the lab)', name: 'lab-6.18-9p-virtio', jobClass: 0 },
  { title: 'a contender: another PCI device, or a disk', name: VIRTIOFS, jobClass: 1 },
  { title: '9P over a socket', name: 'wsl-6.18-9p', jobClass: 0 },
];

const TOP = 128;
const HOST_COLUMN = 7;
const POOL_COLUMN = 3;

/** @returns {{ svg: string, finding: string }} */
export function stationsPicture() {
  let y = TOP;
  const chains = CHAINS.map(({ title, name, jobClass }) => {
    const { network } = networkOf(preset(name, { contenders: [NETWORK] }));
    const { stages, held } = chainOf(network, jobClass);
    const layerOf = new Map(rowsOf(network.classes.flatMap(({ programs }) => programs)).map(({ row, layer }) => [row, layer]));
    const chain = placed({ title, stages, held, layerOf }, y);
    y = chain.bottom + 26;
    return chain;
  });
  const height = y + 6;
  const elements = [...backgrounds(chains, height), ...header(chains), ...chains.flatMap(drawn)];
  return { svg: svgFile(WIDTH, height, elements), finding: FINDING };
}

const FINDING =
  'The lock of a queue is held while a request is mapped and copied, and again while its answer is, so that both directions of one queue wait ' +
  'for each other; 9P over a socket passes neither that lock nor the pool.';

function backgrounds(chains, height) {
  const bounced = chains.filter(({ stages }) => stages.some(({ row }) => row === 'pool-map'));
  const hostX = LEFT + HOST_COLUMN * PITCH - 9;
  const poolX = LEFT + POOL_COLUMN * PITCH - 4;
  const [first, last] = [bounced[0].boxesTop - 4, bounced.at(-1).bottom];
  return [
    rectangle({ x: hostX, y: TOP - 18, width: WIDTH - hostX - 4, height: height - TOP + 12 }, { fill: '#f3f3f3', radius: 6 }),
    text(hostX + 8, TOP - 4, 'host', { size: 13, fill: FAINT }),
    rectangle({ x: poolX, y: first, width: BOX.width + 8, height: last - first }, { fill: '#fdeed6', radius: 6 }),
  ];
}

const LAYER_NAMES = {
  app: 'application',
  vfs: 'VFS',
  client: 'file system client',
  transport: 'transport',
  dma: 'bounce buffers (dma)',
  server: 'file server',
  'host-fs': "host's file system",
};

function header(chains) {
  const layers = LAYERS.filter((layer) =>
    chains.some(({ stages, layerOf }) => stages.some(({ row }) => layerOf.get(row) === layer)),
  );
  const y = 66;
  const swatch = (layer, index) => {
    const x = LEFT + layers.slice(0, index).reduce((sum, before) => sum + 44 + 6.5 * LAYER_NAMES[before].length, 0);
    return [
      rectangle({ x, y: y - 11, width: 18, height: 14 }, { fill: LAYER_FILLS[layer], stroke: INK, strokeWidth: 0.8, radius: 3 }),
      text(x + 24, y, LAYER_NAMES[layer], { size: 12 }),
    ];
  };
  const shapes = [
    { x: LEFT, label: 'one at a time: others queue', mark: { fill: 'white', stroke: INK, strokeWidth: 0.8 }, bar: true },
    { x: LEFT + 220, label: 'nobody waits', mark: { fill: 'white', stroke: INK, strokeWidth: 0.8 } },
    { x: LEFT + 350, label: 'skipped where the other side is awake', mark: { stroke: INK, dash: '4 3', strokeWidth: 1.3 } },
    { x: LEFT + 640, label: 'frame: held while passing', mark: { stroke: INK, strokeWidth: 1.6, radius: 5 } },
  ];
  return [
    text(LEFT, 24, 'What one read of 4 KiB passes: a box is a station, its time the mean without waiting', {
      size: 16,
      weight: 'bold',
    }),
    text(
      LEFT,
      44,
      `Presets ${[...new Set(CHAINS.map(({ name }) => name))].join(', ')}. The shaded column is the bounce pool, which contenders use too.`,
      { size: 12.5, fill: FAINT },
    ),
    ...layers.flatMap(swatch),
    ...shapes.flatMap(({ x, label, mark, bar }) => [
      rectangle({ x, y: y + 12, width: 18, height: 14 }, { radius: 3, ...mark }),
      ...(bar ? [rectangle({ x, y: y + 12, width: 4, height: 14 }, { fill: INK, radius: 2 })] : []),
      text(x + 24, y + 23, label, { size: 12 }),
    ]),
  ];
}
