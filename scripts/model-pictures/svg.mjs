import { FAINT, FONT, INK } from './look.mjs';

/** Elements of an SVG file as text. */

export function svgFile(width, height, elements) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">' +
      `<path d="M0 0L8 4L0 8z" fill="${FAINT}"/></marker></defs>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

export function rectangle(
  { x, y, width, height },
  { fill = 'none', stroke = 'none', dash = null, radius = 4, strokeWidth = 1 } = {},
) {
  const dashes = dash === null ? '' : ` stroke-dasharray="${dash}"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="${strokeWidth}"${dashes}/>`;
}

export function text(x, y, content, { size = 12, anchor = 'start', weight = 'normal', fill = INK } = {}) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" font-weight="${weight}" fill="${fill}">${escaped}</text>`;
}

/** Through points with right angles or not, as they are given. */
export function arrow(points) {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return `<path d="${path}" fill="none" stroke="${FAINT}" stroke-width="1.2" marker-end="url(#tip)"/>`;
}

export function line(points, { stroke = FAINT, strokeWidth = 1 } = {}) {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${strokeWidth}"/>`;
}
