import { BLUE, FAINT, ORANGE } from './look.mjs';
import { heading, PANEL_WIDTH, texts, ticksIn } from './panels.mjs';

/** The panels of the picture of pool sizes. */

/** Sizes of the pool. */
export const SLOTS = [256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 32_768];
/** Threads that read at once; the darker, the more. */
export const THREADS = [
  { threads: 8, colour: '#5fa2ce' },
  { threads: 16, colour: '#2f7ebc' },
  { threads: 32, colour: '#1561a9' },
  { threads: 64, colour: '#08306b' },
];
/** Slots, and what they hold below. */
const SIZE_LABEL =
  "[datum.value < 1024 ? datum.value : datum.value / 1024 + 'k', datum.value / 512 + (datum.value < 32768 ? '' : ' MiB')]";

function sizeAxis(title) {
  const values = SLOTS.filter((slots) => Number.isInteger(Math.log2(slots)));
  return {
    field: 'slots',
    type: 'quantitative',
    scale: { type: 'log', base: 2, domain: [SLOTS[0], SLOTS.at(-1)], nice: false },
    axis: { values, title, labelExpr: SIZE_LABEL },
  };
}

const SIZE_TITLE = 'size of the pool in slots, in MiB below';

const COLOUR = {
  field: 'threads',
  type: 'ordinal',
  legend: null,
  scale: { domain: THREADS.map(({ threads }) => threads), range: THREADS.map(({ colour }) => colour) },
};

export function shares(title, field, curves) {
  const x = sizeAxis(null);
  const y = { field, type: 'quantitative', axis: { title: '% of reads', tickCount: 5 } };
  // Where the last of them is gone.
  const labels = THREADS.map(({ threads, colour }, index) => {
    const last = curves.findLast((point) => point.threads === threads && point[field] > 0);
    const point = curves.find(({ threads: own, slots }) => own === threads && slots > last.slots);
    return {
      point,
      text: index === THREADS.length - 1 ? `${threads} threads` : `${threads}`,
      color: colour,
      dx: 2,
      dy: -9,
      fontWeight: 'bold',
    };
  });
  return {
    title: heading(title),
    width: PANEL_WIDTH,
    height: 170,
    layer: [{ data: { values: curves }, mark: { type: 'line' }, encoding: { x, y, color: COLOUR } }, ...texts(labels, { x, y })],
  };
}

export function highWater(curves) {
  const x = sizeAxis(SIZE_TITLE);
  const y = {
    field: 'highWater',
    type: 'quantitative',
    scale: { type: 'log', base: 2, domain: [128, 32_768], nice: false },
    axis: { title: 'slots', values: [128, 512, 2048, 8192, 32_768], format: 'd' },
  };
  const ends = curves.filter(({ slots }) => slots === SLOTS.at(-1));
  const labels = ends.map((point) => {
    const { colour } = THREADS.find(({ threads }) => threads === point.threads);
    return {
      point,
      text: `${point.threads} threads: ${point.highWater}`,
      color: colour,
      align: 'right',
      dy: -8,
      fontWeight: 'bold',
    };
  });
  const whole = SLOTS.map((slots) => ({ slots, highWater: slots }));
  return {
    title: heading('Most slots in use at once (high-water mark)'),
    width: PANEL_WIDTH,
    height: 170,
    layer: [
      { data: { values: whole }, mark: { type: 'line', color: FAINT, strokeWidth: 0.9 }, encoding: { x, y } },
      { data: { values: curves }, mark: { type: 'line' }, encoding: { x, y, color: COLOUR } },
      ...texts(
        [
          {
            point: whole.find(({ slots }) => slots === 16_384),
            text: 'the whole pool',
            color: FAINT,
            align: 'right',
            dx: -6,
            dy: -5,
          },
        ],
        { x, y },
      ),
      ...texts(labels, { x, y }),
    ],
  };
}

export function latencies(curves, threads) {
  const x = sizeAxis(SIZE_TITLE);
  const range = [0.2, 2000];
  const yOf = (field) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain: range, nice: false },
    axis: { title: 'latency, ms', values: ticksIn(range).filter((tick) => Number.isInteger(Math.log10(tick))), format: '~' },
  });
  const line = (field, color) => ({ data: { values: curves }, mark: { type: 'line', color }, encoding: { x, y: yOf(field) } });
  const label = (field, text, color, dy) =>
    texts([{ point: curves.find(({ slots }) => slots === 1024), text, color, dy, dx: 4, fontWeight: 'bold' }], {
      x,
      y: yOf(field),
    });
  return {
    title: heading(`Up to 6.10, ${threads} threads: the median hides the parked`),
    width: PANEL_WIDTH,
    height: 170,
    layer: [
      line('tailMs', ORANGE),
      line('medianMs', BLUE),
      ...label('tailMs', '99.9th percentile', ORANGE, -12),
      ...label('medianMs', 'median', BLUE, 16),
    ],
  };
}
