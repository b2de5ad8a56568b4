import { networkOf } from '../../dist/harness/model/path/network-of.js';
import { boundsOf } from '../../dist/harness/model/sweep/asymptotes.js';
import { BLUE, FAINT, GREEN, INK, ORANGE } from './look.mjs';
import { claim, heading, PANEL_WIDTH, texts, ticksIn } from './panels.mjs';
import { preset, simulated } from './simulations.mjs';
import { svgOf } from './vega-picture.mjs';

/** Throughput and latency against the number of threads, with the asymptotes that no run can cross for long. */

const PATHS = [
  { path: 'virtiofs, 4 queues', name: 'wsl-6.18-virtiofs-four-queues', colour: GREEN, dash: [1, 0] },
  { path: 'virtiofs, 1 queue', name: 'wsl-6.18-virtiofs-dedicated', colour: BLUE, dash: [1, 0] },
  { path: '9P', name: 'wsl-6.18-9p', colour: ORANGE, dash: [6, 4] },
];
const CLIENTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const MOST_CLIENTS = 64;
const SIZES = [
  { size: '4 KiB', bytes: 4096, operations: 10_000 },
  { size: '256 KiB', bytes: 256 * 1024, operations: 2000 },
];
const METRICS = [
  { field: 'perSecond', title: 'reads per second' },
  { field: 'latencyUs', title: 'mean latency, µs' },
];

/** @returns {Promise<{ svg: string, finding: string }>} */
export async function concurrencyPicture() {
  const points = await simulated(
    SIZES.flatMap(({ size, bytes, operations }) =>
      PATHS.flatMap(({ path, name }) =>
        CLIENTS.map((clients) => {
          const run = { operations, warmUp: operations / 10, seed: 1 };
          return { size, path, clients, configuration: preset(name, { work: { bytes, clients }, run }) };
        }),
      ),
    ),
  );
  const curves = points.map(({ size, path, clients, throughputPerSecond, meanNs }) => {
    return { size, path, clients, perSecond: throughputPerSecond, latencyUs: meanNs / 1000 };
  });
  return { svg: await svgOf(specification(curves, SIZES.flatMap(asymptotes))), finding: findingOf(curves) };
}

/** Straight in logarithms: N clients of whom nobody ever waits, and the busiest station when it always works. */
function asymptotes({ size, bytes }) {
  return PATHS.flatMap(({ path, name }) => {
    const boundsAt = (clients) => boundsOf(networkOf(preset(name, { work: { bytes, clients } })).network);
    const { throughputPerSecond: most, kneeClients: knee } = boundsAt(MOST_CLIENTS);
    const ofOne = boundsAt(1).throughputPerSecond;
    return [1, knee, MOST_CLIENTS].map((clients) => {
      const perSecond = Math.min(clients * ofOne, most);
      return { size, path, clients, perSecond, latencyUs: (clients / perSecond) * 1e6, isKnee: clients === knee };
    });
  });
}

function gain(curves, size) {
  const at = (path) => curves.find((point) => point.path === path && point.size === size && point.clients === MOST_CLIENTS);
  return Math.round((at(PATHS[0].path).perSecond / at(PATHS[1].path).perSecond - 1) * 100);
}

function ofOneThread(curves, path, size) {
  return Math.round(curves.find((point) => point.path === path && point.size === size && point.clients === 1).latencyUs);
}

function findingOf(curves) {
  const [small, large] = SIZES.map(({ size }) => gain(curves, size));
  const one = (path) => ofOneThread(curves, path, SIZES[0].size);
  return (
    `With one thread the number of queues changes nothing (a read of 4 KiB takes ${one('virtiofs, 1 queue')} µs, by 9P ${one('9P')} µs). From two threads ` +
    `on somebody waits for the host; four queues then give ${small} % more small reads, and only ${large} % more large ones, because all queues ` +
    "share the host's file system."
  );
}

function specification(curves, bounds) {
  const [small, large] = SIZES.map(({ size }) => gain(curves, size));
  return {
    title: {
      text: claim(
        `Four queues: ${small} % more small reads, ${large} % more large ones. With one thread: no change`,
        SIZES.every(({ size }) => ofOneThread(curves, PATHS[0].path, size) === ofOneThread(curves, PATHS[1].path, size)),
      ),
      subtitle: [
        'Thin lines: bounds that follow from service times alone. Diamond: the knee where they meet, in threads.',
        'Simulated with the presets wsl-6.18-virtiofs-four-queues, -virtiofs-dedicated (1 queue) and wsl-6.18-9p.',
      ],
    },
    spacing: { row: 14, column: 34 },
    columns: SIZES.length,
    concat: METRICS.flatMap((metric, row) =>
      SIZES.map(({ size }, column) => panel({ metric, size, row, column }, curves, bounds)),
    ),
  };
}

function panel({ metric: { field, title }, size, row, column }, curves, bounds) {
  const of = (points) => points.filter((point) => point.size === size);
  const x = {
    field: 'clients',
    type: 'quantitative',
    scale: { type: 'log', base: 2, domain: [1, MOST_CLIENTS] },
    axis: { values: [1, 2, 4, 8, 16, 32, 64], title: row === 1 ? 'threads, each with one read at a time' : null },
  };
  const range = rangeOf([...of(curves), ...of(bounds)].map((point) => point[field]));
  const y = {
    field,
    type: 'quantitative',
    scale: { type: 'log', nice: false, domain: range },
    axis: { title: column === 0 ? title : null, values: ticksIn(range), format: ',d' },
  };
  const color = {
    field: 'path',
    legend: null,
    scale: { domain: PATHS.map(({ path }) => path), range: PATHS.map(({ colour }) => colour) },
  };
  const knees = of(bounds).filter(({ isKnee }) => isKnee);
  const encoding = { x, y, color };
  return {
    width: PANEL_WIDTH,
    height: 200,
    ...(row === 0 ? { title: heading(`Reads of ${size}`) } : {}),
    layer: [
      { data: { values: of(bounds) }, mark: { type: 'line', strokeWidth: 0.9, strokeDash: [1, 0] }, encoding },
      ...PATHS.map(({ path, dash }) => ({
        data: { values: of(curves).filter((point) => point.path === path) },
        mark: { type: 'line', strokeDash: dash },
        encoding,
      })),
      {
        data: { values: knees },
        mark: { type: 'point', shape: 'diamond', size: 80, strokeWidth: 1.6, fill: 'white', opacity: 1 },
        encoding,
      },
      ...texts(row === 0 ? kneeLabels(knees, field) : [], { x, y }),
      ...texts(row === 0 ? endLabels(of(curves), field) : [], { x, y }),
      ...texts(row === 1 && column === 0 ? [wakeUpNote(of(curves), of(bounds))] : [], { x, y }),
    ],
  };
}

function rangeOf(values) {
  return [Math.min(...values) * 0.85, Math.max(...values) * 1.35];
}

/** Above the highest; beside the others, where their own lines leave room. */
function kneeLabels(knees, field) {
  const [highest, ...others] = knees.toSorted((a, b) => b[field] - a[field]);
  const [left, right] = others.toSorted((a, b) => a.clients - b.clients);
  const label = (point, mark) => ({
    point,
    text: point.clients.toFixed(1),
    color: colourOf(point.path),
    fontSize: 11.5,
    ...mark,
  });
  return [
    label(highest, { align: 'center', dy: -13 }),
    label(left, { align: 'right', dx: -9, dy: -1 }),
    label(right, { align: 'left', dx: 5, dy: -8 }),
  ];
}

/** In the empty corner below the curves. */
function wakeUpNote(curves, bounds) {
  const at = (points) => points.find(({ path, clients }) => path === 'virtiofs, 1 queue' && clients === 1).latencyUs;
  const [bound, curve] = [at(bounds), at(curves)];
  return {
    point: { clients: 4.2, latencyUs: bound },
    text: [`1 thread: ${Math.round(curve - bound)} µs above the bound,`, 'because whoever sleeps must be woken'],
    color: FAINT,
    dy: -12,
    fontSize: 11.5,
  };
}

/** At the right end; curves that end together have one label. */
function endLabels(curves, field) {
  const ends = curves.filter(({ clients }) => clients === MOST_CLIENTS).sort((a, b) => b[field] - a[field]);
  const groups = [];
  for (const end of ends) {
    const last = groups.at(-1);
    if (last !== undefined && last[0][field] / end[field] < TOGETHER) last.push(end);
    else groups.push([end]);
  }
  return groups.map((group, index) => ({
    point: group[0],
    text: group.map(({ path }) => path).join(' and '),
    color: group.length === 1 ? colourOf(group[0].path) : INK,
    align: 'right',
    fontWeight: 'bold',
    dy: index === 0 ? -9 : 15,
  }));
}

const TOGETHER = 1.05;

function colourOf(path) {
  return PATHS.find((one) => one.path === path).colour;
}
