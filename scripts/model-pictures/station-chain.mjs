import { FAINT, INK, LAYER_FILLS } from './look.mjs';
import { arrow, line, rectangle, text } from './svg.mjs';

/** The stations of one path as boxes: on its way to the host above, on its way back below. */

/** Where each row of a path is drawn, and what it is called there. */
const CELLS = {
  'system-call': { column: 0, line: 0, label: 'system call' },
  client: { column: 1, line: 0, label: 'client' },
  submit: { column: 2, line: 0, label: 'submit' },
  'socket-write': { column: 2, line: 0, label: 'send' },
  'pool-map': { column: 3, line: 0, label: 'take slots' },
  'copy-in': { column: 4, line: 0, label: 'copy in' },
  doorbell: { column: 6, line: 0, label: 'doorbell' },
  dispatch: { column: 7, line: 0, label: 'hand over' },
  server: { column: 8, line: 0, label: 'file server' },
  device: { column: 8, line: 0, label: 'device' },
  'host-fs': { column: 9, line: 0, label: 'file system' },
  interrupt: { column: 6, line: 1, label: 'interrupt' },
  completion: { column: 5, line: 1, label: 'completion' },
  'socket-read': { column: 5, line: 1, label: 'receive' },
  'copy-out': { column: 4, line: 1, label: 'copy out' },
  'pool-unmap': { column: 3, line: 1, label: 'give back' },
  'wake-up': { column: 1, line: 1, label: 'wake-up' },
  'user-copy': { column: 0, line: 1, label: 'user copy' },
};

export const LEFT = 16;
export const PITCH = 88;
export const BOX = { width: 74, height: 38 };
const LINE_PITCH = 58;
const BRACKET = 17;

/** From the title down: brackets, then what is held as a frame, then two lines of boxes. */
export function placed({ held, ...chain }, top) {
  const brackets = held.filter(isBracket);
  const frames = held.filter((one) => !isBracket(one));
  const boxesTop = top + 14 + brackets.length * BRACKET + (frames.length === 0 ? 4 : 24);
  return { ...chain, top, brackets, frames, boxesTop, bottom: boxesTop + LINE_PITCH + BOX.height + 8 };
}

/** What many can have at once; what only few can is a frame. */
function isBracket({ kind, station }) {
  return kind === 'pool' || station === 'socket' || station.endsWith('ring');
}

function boxOf(row, boxesTop) {
  const { column, line: own } = CELLS[row];
  return { x: LEFT + column * PITCH, y: boxesTop + own * LINE_PITCH, ...BOX };
}

export function drawn(chain) {
  const { title, top, stages, brackets, frames, boxesTop } = chain;
  return [
    text(LEFT, top, title, { size: 14, weight: 'bold' }),
    ...brackets.flatMap((held, index) => bracket(held, top + 22 + index * BRACKET, boxesTop)),
    ...frames.flatMap((held) => frame(held, boxesTop)),
    ...arrows(stages, boxesTop),
    ...stages.flatMap((stage) => station(stage, boxOf(stage.row, boxesTop), chain.layerOf.get(stage.row))),
  ];
}

function station({ visits, ns, row, isQueue, canSkip }, box, layer) {
  const centre = box.x + box.width / 2;
  // A copy is cut into steps where pages end, which says nothing.
  const isOnce = visits === 1 || !isQueueOfPool(row);
  const time = isOnce ? timeText(ns) : `${visits} × ${timeText(ns / visits)}`;
  return [
    rectangle(box, { fill: LAYER_FILLS[layer], stroke: INK, dash: canSkip ? '4 3' : null, strokeWidth: canSkip ? 1.3 : 0.8 }),
    ...(isQueue ? [rectangle({ ...box, width: 5 }, { fill: INK, radius: 2 })] : []),
    text(centre + (isQueue ? 2 : 0), box.y + 16, CELLS[row].label, { size: 12, anchor: 'middle' }),
    text(centre + (isQueue ? 2 : 0), box.y + 31, time, { size: 11.5, anchor: 'middle', fill: '#444444' }),
  ];
}

function isQueueOfPool(row) {
  return row === 'pool-map' || row === 'pool-unmap';
}

function timeText(ns) {
  if (ns < 1000) return `${Math.round(ns)} ns`;
  return `${ns < 10_000 ? Number((ns / 1000).toFixed(1)) : Math.round(ns / 1000)} µs`;
}

/** From box to box in the order of the way, and from the last back to the first: the thread begins its next operation. */
function arrows(stages, boxesTop) {
  const boxes = stages.map(({ row }) => ({ ...boxOf(row, boxesTop), line: CELLS[row].line })).sort(byWay);
  const between = boxes.slice(1).map((to, index) => connect(boxes[index], to));
  return [...between, connect(boxes.at(-1), boxes[0])].map(arrow);
}

function byWay(a, b) {
  return a.line - b.line || (a.line === 0 ? a.x - b.x : b.x - a.x);
}

function connect(from, to) {
  const middle = (box) => box.y + box.height / 2;
  const centre = (box) => box.x + box.width / 2;
  if (from.line === to.line) {
    const isRight = to.x > from.x;
    return [
      [isRight ? from.x + from.width : from.x, middle(from)],
      [isRight ? to.x : to.x + to.width, middle(to)],
    ];
  }
  if (from.x === to.x)
    return [
      [centre(from), from.line === 0 ? from.y + from.height : from.y],
      [centre(to), to.line === 0 ? to.y + to.height : to.y],
    ];
  if (from.line === 0)
    return [
      [centre(from), from.y + from.height],
      [centre(from), middle(to)],
      [to.x + to.width, middle(to)],
    ];
  return [
    [from.x, middle(from)],
    [centre(to), middle(from)],
    [centre(to), to.y + to.height],
  ];
}

function extent(rows, boxesTop) {
  const boxes = [...rows].map((row) => boxOf(row, boxesTop));
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

function frame({ station: name, units, of, rows }, boxesTop) {
  const { x, y, width, height } = extent(rows, boxesTop);
  const worker = of === 1 ? 'the one server thread' : `one of ${of} server threads`;
  const label = name.startsWith('workers') ? worker : 'lock of the queue, in both directions';
  if (units !== 1) throw new Error(`${units} units of ${name}`);
  return [
    rectangle({ x: x - 7, y: y - 7, width: width + 14, height: height + 14 }, { stroke: INK, radius: 7, strokeWidth: 1.4 }),
    text(x - 4, y - 12, label, { size: 11.5 }),
  ];
}

function bracket({ kind, station: name, units, of, rows }, y, boxesTop) {
  const { x, width } = extent(rows, boxesTop);
  const slots = `${units} of ${of} slots of the pool`;
  const entries =
    name === 'socket' ? `room for ${units} of ${of} packets in the socket` : `${units} of ${of} entries of the ring`;
  const right = x + width;
  return [
    line([
      [x, y + 5],
      [x, y],
      [right, y],
      [right, y + 5],
    ]),
    text(x + 5, y - 3, `holds ${kind === 'pool' ? slots : entries}`, { size: 11.5, fill: FAINT }),
  ];
}
