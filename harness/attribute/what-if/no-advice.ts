import type { Advice } from '../../core/attribution.ts';
import { type AdviceContext, farMounts, UNKNOWN_GAIN } from './advice-rule.ts';

/** Where no rule has anything to say: silence would leave open whether anybody looked. */
export function noAdvice(context: AdviceContext): Advice {
  const far = farMounts(context).map(({ target }) => target.id);
  if (far.length === 0) {
    const detail = 'none of these paths lies beyond the boundary; of one that does, advice needs its own run';
    return { title: 'Nothing is to be gained: every path is local', command: null, ...UNKNOWN_GAIN, detail };
  }
  const detail = 'neither a measurement of these runs nor the model says so of any setting or place that mntbench knows';
  return { title: `Nothing is known to make ${far.join(' or ')} faster`, command: null, ...UNKNOWN_GAIN, detail };
}
