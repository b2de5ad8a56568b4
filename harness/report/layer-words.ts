import type { LayerShare } from '../core/attribution.ts';
import type { Layer } from '../core/layers.ts';
import type { Transport } from '../core/transport.ts';
import { formatNs, formatShare } from './format.ts';

/** `server+` where its time may be that of others too. */
export function layerName({ layer, mergedWith }: { readonly layer: Layer; readonly mergedWith: readonly Layer[] }): string {
  return mergedWith.length === 0 ? layer : `${layer}+`;
}

/** Nothing leaves the kernel there: how the time is spent is no news. */
export function isControl(transport: Transport): boolean {
  return transport === 'native' || transport === 'memory' || transport === 'overlay';
}

/** `server, transport and host-fs` */
export function listed(names: readonly string[], last: 'and' | 'or' = 'and'): string {
  const end = names.at(-1) ?? '';
  return names.length < 2 ? end : `${names.slice(0, -1).join(', ')} ${last} ${end}`;
}

/** Less than the last digit that is shown. */
const NOTHING = 0.0005;

/** `12.0 %`, also of what is below nothing. */
export function signedShare(share: number): string {
  if (Math.abs(share) < NOTHING) return formatShare(0);
  return share < 0 ? `−${formatShare(-share)}` : formatShare(share);
}

export function signedNs(ns: number): string {
  return ns < 0 ? `−${formatNs(-ns)}` : formatNs(ns);
}

/** Smaller ones are seen in the bar, as far as they can be seen at all. */
const WORTH_A_WORD = 0.02;

/** The largest layers, and the rest that nobody can say where it is large; as many as fit into `width`. */
export function layerFigures(
  layers: readonly Pick<LayerShare, 'layer' | 'ns' | 'share' | 'mergedWith'>[],
  intervalOf: (layer: Layer) => string,
  width: number,
): string {
  const worth = layers.filter(({ share }) => Math.abs(share) >= WORTH_A_WORD).toSorted((a, b) => Math.abs(b.ns) - Math.abs(a.ns));
  let text = '';
  for (const share of worth) {
    const interval = intervalOf(share.layer);
    const figure = `${layerName(share)} ${signedNs(share.ns)}${interval === '' ? '' : ` ${interval}`}`;
    const longer = text === '' ? figure : `${text}, ${figure}`;
    if (longer.length > width && text !== '') break;
    text = longer;
  }
  return text;
}
