import { parse, resetSVGDefIds, textMetrics, View } from 'vega';
import { compile } from 'vega-lite';
import { THEME } from './look.mjs';

/** Means over Helvetica's letters. Vega's own guess without a canvas is 0.8, which leaves a third of a picture empty. */
const LETTER = { normal: 0.53, bold: 0.58 };

textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  String(text ?? '').length * fontSize * (fontWeight === 'bold' ? LETTER.bold : LETTER.normal);

/**
 * A picture from a vega-lite specification; equal specifications give equal bytes.
 * @type {(spec: object) => Promise<string>}
 */
export async function svgOf(spec) {
  resetSVGDefIds();
  const schema = 'https://vega.github.io/schema/vega-lite/v6.json';
  const { spec: compiled } = compile({ $schema: schema, ...spec, config: THEME });
  return `${await new View(parse(compiled), { renderer: 'none' }).toSVG()}\n`;
}
