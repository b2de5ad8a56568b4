import { DEFAULT_RULE, type DecisionRule } from '../../core/comparison.ts';
import { badOption, requireWhole } from '../option-values.ts';
import { JSON_OPTION, RESULTS_OPTION, RUN_OPTIONS } from '../run-options.ts';
import { FORMATS, type Format } from './format.ts';

const RULE_OPTIONS = {
  threshold: { type: 'string', requiresArg: true, describe: 'difference that matters: 3% or 0.03' },
  alpha: { type: 'number', requiresArg: true, describe: 'probability of a false alarm over the whole report' },
} as const;

export const COMPARE_OPTIONS = {
  ...RULE_OPTIONS,
  by: {
    type: 'string',
    requiresArg: true,
    describe: 'all values of kernel, wsl, pool, transport … against the first, in order of version',
  },
  relative: {
    type: 'string',
    requiresArg: true,
    describe: 'compare multiples of the same work on this target in the same block: native',
  },
  'fail-on': { choices: ['slower'] as const, requiresArg: true, describe: 'exit code 1 when any cell is' },
  force: { type: 'boolean', default: false, describe: 'compare what is not comparable; the result says so' },
  format: { choices: FORMATS, default: 'text' as const, requiresArg: true, describe: 'of the output' },
  results: RESULTS_OPTION,
  json: JSON_OPTION,
} as const;

interface ParsedRule {
  readonly threshold?: string | undefined;
  readonly alpha?: number | undefined;
  readonly seed?: number | undefined;
}

export function ruleFrom({ threshold, alpha, seed }: ParsedRule, command: string): DecisionRule {
  if (alpha !== undefined && !(alpha > 0 && alpha < 1))
    throw badOption('--alpha', String(alpha), 'a number between 0 and 1', command);
  if (seed !== undefined) requireWhole('--seed', seed, 0, Number.MAX_SAFE_INTEGER, command);
  return {
    alpha: alpha ?? DEFAULT_RULE.alpha,
    threshold: threshold === undefined ? DEFAULT_RULE.threshold : share('--threshold', threshold, command),
    seed: seed ?? DEFAULT_RULE.seed,
  };
}

/** `3%` or `0.03`. */
function share(name: string, text: string, command: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw badOption(name, JSON.stringify(text), 'a share above 0 and below 1, such as 3% or 0.03', command);
}

export const AA_OPTIONS = {
  ...RUN_OPTIONS,
  ...RULE_OPTIONS,
  of: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'runs of one configuration that are there already; one: its blocks, several: their boots',
  },
} as const;

/** What `compare` was asked for. */
export interface CompareRequest {
  readonly sides: CompareSides;
  readonly rule: DecisionRule;
  readonly format: Format;
  readonly failOn: 'slower' | null;
  readonly force: boolean;
  /** Id of a target. */
  readonly relativeTo: string | null;
}

export type CompareSides =
  | { readonly kind: 'two'; readonly base: string; readonly new: string }
  /** Where runs are looked for; null: in the results folder. */
  | { readonly kind: 'by'; readonly trait: string; readonly place: string | null };

interface ParsedCompare extends ParsedRule {
  readonly base?: string | undefined;
  readonly new?: string | undefined;
  readonly by?: string | undefined;
  readonly failOn?: 'slower' | undefined;
  readonly relative?: string | undefined;
  readonly force: boolean;
  readonly format: Format;
  readonly json: boolean;
}

export function compareRequest(argv: ParsedCompare): CompareRequest {
  const { failOn = null, relative = null, force } = argv;
  return {
    sides: sidesFrom(argv),
    rule: ruleFrom(argv, 'compare'),
    format: formatFrom(argv),
    failOn,
    force,
    relativeTo: relative,
  };
}

function sidesFrom({ by, base, new: candidate }: ParsedCompare): CompareSides {
  if (by !== undefined) {
    if (candidate !== undefined) throw badOption('--by', `${by} and two sides`, 'one place to look for runs, or none', 'compare');
    return { kind: 'by', trait: by, place: base ?? null };
  }
  if (base !== undefined && candidate !== undefined) return { kind: 'two', base, new: candidate };
  throw badOption('BASE NEW', base ?? 'nothing', 'two sides, such as kernel=6.6 kernel=6.18, or --by kernel', 'compare');
}

/** `--json` is how every command says it. */
function formatFrom({ json, format }: { readonly json: boolean; readonly format: Format }): Format {
  return json ? 'json' : format;
}
