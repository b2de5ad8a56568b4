import { BLUE, GREEN, INK, ORANGE } from './look.mjs';
import { heading, PANEL_WIDTH, texts } from './panels.mjs';

/** The panels of the picture of shared and dedicated pools. */

const SLOTS = 32_768;
export const POOLS = [
  { pool: 'shared', kind: { kind: 'default-n-areas', slots: SLOTS, areas: 8 }, colour: BLUE, dash: [1, 0] },
  { pool: 'dedicated', kind: { kind: 'hv-pci-one-area', slots: SLOTS }, colour: ORANGE, dash: [1, 0] },
  { pool: 'perDevice', kind: { kind: 'per-device', slots: SLOTS }, colour: GREEN, dash: [3, 5] },
];
const MOST_GIGABITS = 50;

const COLOUR = {
  field: 'pool',
  legend: null,
  scale: { domain: POOLS.map(({ pool }) => pool), range: POOLS.map(({ colour }) => colour) },
};

function curves(points, encoding) {
  return POOLS.map(({ pool, dash }) => ({
    data: { values: points.filter((point) => point.pool === pool) },
    mark: {
      type: 'line',
      strokeDash: dash,
      clip: true,
      strokeCap: pool === 'perDevice' ? 'round' : 'butt',
      ...(pool === 'perDevice' ? { strokeWidth: 2.8 } : {}),
    },
    encoding,
  }));
}

export function latencyPanel({ read, range }, row, { device, heading: neighbour }, latencies) {
  const points = latencies.filter((point) => point.device === device && point.read === read);
  const x = {
    field: 'gigabits',
    type: 'quantitative',
    scale: { domain: [0, MOST_GIGABITS], nice: false },
    axis: { title: row === 1 ? 'pages of 4 KiB that the neighbour bounces, Gb/s' : null, tickCount: 6 },
  };
  const y = {
    field: 'us',
    type: 'quantitative',
    scale: { domain: range, zero: false, nice: false },
    axis: { title: device === 'pci' ? `µs for ${read}` : null, tickCount: 4 },
  };
  const flat = points.find(({ pool, wanted }) => pool === 'shared' && wanted === 0).us;
  const note = (gigabits, us, text, color, others = {}) => ({
    point: { gigabits, us },
    text,
    color,
    fontWeight: 'bold',
    ...others,
  });
  const labels =
    device === 'disk'
      ? [note(2, flat, 'all three', INK, { dy: 14 })]
      : [
          note(37, flat + (range[1] - flat) * 0.5, 'dedicated: one lock', ORANGE, { align: 'right' }),
          note(2, flat, 'shared: 8 locks, and per device', INK, { dy: 14 }),
        ];
  return {
    ...(row === 0 ? { title: heading(neighbour) } : {}),
    width: PANEL_WIDTH,
    height: 130,
    layer: [...curves(points, { x, y, color: COLOUR }), ...texts(labels, { x, y })],
  };
}

export function roomPanel({ device }, failures) {
  const points = failures.filter((point) => point.device === device);
  const x = {
    field: 'mebibytes',
    type: 'quantitative',
    scale: { domain: [0, 96], nice: false },
    axis: { title: 'requests of 252 KiB that the neighbour has in flight, MiB', values: [0, 16, 32, 48, 64, 80, 96] },
  };
  const y = {
    field: 'failed',
    type: 'quantitative',
    scale: { domain: [0, Math.max(...failures.map(({ failed }) => failed)) * 1.1] },
    axis: { title: device === 'pci' ? '% of reads that fail' : null, tickCount: 4 },
  };
  const atEnd = (pool, color, others = {}) => ({
    point: points.filter((point) => point.pool === pool).at(-1),
    text: pool,
    color,
    dx: 5,
    fontWeight: 'bold',
    ...others,
  });
  const none = (text, color) => ({ point: { mebibytes: 2, failed: 0 }, text, color, dy: -9, fontWeight: 'bold' });
  const labels =
    device === 'disk'
      ? [atEnd('shared', BLUE), none('dedicated and per device: none', INK)]
      : [atEnd('shared', BLUE), atEnd('dedicated', ORANGE), none('per device: none', GREEN)];
  return {
    width: PANEL_WIDTH,
    height: 130,
    layer: [...curves(points, { x, y, color: COLOUR }), ...texts(labels, { x, y })],
  };
}
