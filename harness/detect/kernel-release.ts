import { compareVersions, versionParts } from '../core/version-order.ts';

/** /proc/version taken apart; every part is null where the text did not show it. */
export interface ProcVersion {
  readonly release: string | null;
  readonly builder: string | null;
  readonly compiler: string | null;
  readonly build: string | null;
  readonly tail: string | null;
}

/** `Linux version RELEASE (BUILDER) (COMPILER) #BUILD TAIL`; the brackets nest: `(gcc (GCC) 13.2.0, GNU ld (GNU Binutils) 2.41)`. */
export function parseProcVersion(text: string): ProcVersion {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  const head = /^Linux version (\S+)\s*/.exec(line);
  if (head === null) return { release: null, builder: null, compiler: null, build: null, tail: null };
  const builder = bracketed(line, head[0].length);
  const compiler = builder === null ? null : bracketed(line, builder.end);
  const rest = /^\s*(#\S*)\s*(.*)$/.exec(line.slice(compiler?.end ?? builder?.end ?? head[0].length));
  return {
    release: head[1] ?? null,
    builder: builder?.inside ?? null,
    compiler: compiler?.inside.trim() ?? null,
    build: rest?.[1] ?? null,
    tail: rest?.[2] === '' ? null : (rest?.[2] ?? null),
  };
}

function bracketed(text: string, from: number): { readonly inside: string; readonly end: number } | null {
  const start = from + (/^\s*/.exec(text.slice(from, from + 16))?.[0].length ?? 0);
  if (text[start] !== '(') return null;
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')') depth--;
    if (depth === 0) return { inside: text.slice(start + 1, index), end: index + 1 };
  }
  return null;
}

export const WSL1_RELEASE = /^4\.4\.0-\d+-Microsoft$/;

const STOCK_NAMES: readonly RegExp[] = [
  WSL1_RELEASE,
  /^4\.19\.\d+-microsoft-standard$/,
  /^\d+(?:\.\d+){2,3}-microsoft-standard-WSL2$/,
];
/** From 5.10 on Microsoft's own versions have four parts. */
const FOUR_PARTS_SINCE = [5, 10];

/** A hint, never a proof: anybody can give a kernel exactly the stock name. */
export function nameLooksStock(release: string): boolean {
  if (!STOCK_NAMES.some((name) => name.test(release))) return false;
  const version = versionParts(release);
  return compareVersions(version, FOUR_PARTS_SINCE) < 0 || version.length === 4;
}

const STOCK_BUILDERS: readonly RegExp[] = [/^oe-user@oe-host$/, /^root@[0-9a-f]{12}$/, /^Microsoft@Microsoft\.com$/];

export function builderLooksStock(builder: string): boolean {
  return STOCK_BUILDERS.some((stock) => stock.test(builder));
}
