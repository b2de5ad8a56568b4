/** How all pictures look. Colours are those of Okabe and Ito, which people with any colour vision can tell apart. */

export const FONT = 'Helvetica, Arial, sans-serif';
export const INK = '#222222';
export const FAINT = '#767676';
export const GRID = '#e8e8e8';

export const BLUE = '#0072b2';
export const GREEN = '#009e73';
export const ORANGE = '#d55e00';

/** Fills behind dark text, by layer. */
export const LAYER_FILLS = {
  app: '#e3e3e3',
  vfs: '#c9c9c9',
  client: '#f7f1a0',
  transport: '#bfe0f7',
  dma: '#fbd08a',
  server: '#9fdcc8',
  'host-fs': '#ecc6db',
};

/** GitHub shows pictures at most this wide beside its menus. */
export const WIDTH = 900;

/** Of vega-lite. */
export const THEME = {
  background: 'white',
  font: FONT,
  padding: 10,
  title: {
    anchor: 'start',
    fontSize: 16,
    subtitleFontSize: 12.5,
    subtitleColor: FAINT,
    subtitlePadding: 6,
    color: INK,
    offset: 12,
  },
  axis: {
    labelFontSize: 11.5,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    titleColor: INK,
    labelColor: INK,
    gridColor: GRID,
    domainColor: FAINT,
    tickColor: FAINT,
    labelFlush: false,
  },
  view: { stroke: null },
  text: { fontSize: 12, color: INK },
  line: { strokeWidth: 2.2 },
};
