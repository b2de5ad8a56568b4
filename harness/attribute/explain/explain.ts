import type { Drawn } from '../evidence/draw.ts';
import type { Explanation } from './allocation.ts';
import { explainCommand } from './command.ts';
import type { Context } from './context.ts';
import { explainTraced } from './traced.ts';
import { explainUntraced } from './untraced.ts';

/** By the best evidence that there is for it. */
export function explain(drawn: Drawn, context: Context, metric: 'latency' | 'elapsed'): Explanation {
  if (metric === 'elapsed') return explainCommand(drawn, context);
  return drawn.traced === null ? explainUntraced(drawn, context) : explainTraced(drawn, drawn.traced, context);
}
