import type { Finding } from '../core/finding.ts';
import type { BrokenDown } from './break-down.ts';

/** Of the median: more is worth a look. */
const MUCH_UNATTRIBUTED = 0.15;

export function cellWarnings({ contradictions, layers, point }: BrokenDown): Finding[] {
  const rest = layers.find(({ layer }) => layer === 'unattributed');
  return [
    ...contradictions.map(
      ({ message, ns }): Finding => ({
        code: 'contradiction',
        severity: 'warn',
        message,
        evidence: `${percent(ns / point.ns)} too much; the layer that would be negative is shown as 0`,
        remedy: 'more blocks and more traced passes make both kinds of evidence steadier: give the run more time (--max-time)',
      }),
    ),
    ...(rest !== undefined && Math.abs(rest.share) > MUCH_UNATTRIBUTED ? [muchUnattributed(rest.share)] : []),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function muchUnattributed(share: number): Finding {
  return {
    code: 'much-unattributed',
    severity: 'info',
    message: 'a large part of the time belongs to no layer',
    evidence: `${percent(share)} of the median`,
    remedy: 'measure the probe with a traced pass: mntbench run -w probe --counters trace, as root',
  };
}
