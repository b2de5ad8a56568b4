/** @typedef {import('./figures.mjs').Figure} Figure */

/** @satisfies {Readonly<Record<Figure['unit'], (value: number) => string>>} */
const FORMAT = {
  ratio: (value) => value.toFixed(2),
  ns: (value) => (Math.abs(value) < 1000 ? `${value.toFixed(0)} ns` : `${(value / 1000).toFixed(2)} µs`),
  ms: (value) => `${value.toFixed(0)} ms`,
  share: (value) => `${(100 * value).toFixed(1)} %`,
  rate: (value) => (value < 1e6 ? `${(value / 1e3).toFixed(0)} k/s` : `${(value / 1e6).toFixed(2)} M/s`),
  bytes: (value) => `${(value / 1024 / 1024).toFixed(1)} MiB`,
};

/** @type {(figures: readonly Figure[], about: readonly string[]) => string} */
export function reportText(figures, about) {
  const rows = figures.map((figure) => [
    figure.name,
    figure.value === null ? '-' : FORMAT[figure.unit](figure.value),
    figure.low === null || figure.high === null
      ? ''
      : `${FORMAT[figure.unit](figure.low)} to ${FORMAT[figure.unit](figure.high)}`,
    aimText(figure),
    figure.met === null ? '' : figure.met ? 'met' : 'NOT MET',
    figure.reason ?? figure.how,
  ]);
  const head = ['', 'median', 'min to max', 'aim', '', 'how'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `  ${cells.map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd();
  const body = figures.flatMap((figure, index) => [
    ...(figure.group === figures[index - 1]?.group ? [] : ['', figure.group]),
    line(rows[index] ?? []),
  ]);
  return [...about, '', line(head), ...body, ''].join('\n');
}

/** @type {(figure: Figure) => string} */
function aimText({ aim, unit }) {
  if (aim === null) return '';
  return 'below' in aim ? `< ${FORMAT[unit](aim.below)}` : `> ${FORMAT[unit](aim.above)}`;
}
