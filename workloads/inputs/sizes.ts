import { normalQuantile } from './normal-quantile.ts';

export interface SizeSpec {
  readonly files: number;
  /** Of ln(bytes). */
  readonly logMean: number;
  readonly logSigma: number;
  /** Bytes; they replace as many files of the body. Half of the bytes of a real node_modules lie in a few files. */
  readonly giants: readonly number[];
  /** Bytes of every file, in place of the distribution. */
  readonly fixedSize: number | null;
}

/** The body ends here: what is larger in real trees is listed as giants, one by one. */
const BODY_CAP_BYTES = 4 * 1024 * 1024;

/**
 * Quantiles, not draws: every seed has the same multiset of sizes, so byte totals never differ between blocks.
 * Ascending body, then the giants.
 */
export function fileSizes(spec: SizeSpec): number[] {
  const { files, logMean, logSigma, giants, fixedSize } = spec;
  if (fixedSize !== null) return Array.from({ length: files }, () => fixedSize);
  const body = files - giants.length;
  if (body < 0) throw new RangeError(`fileSizes: ${giants.length} giants do not fit in ${files} files`);
  const sizes: number[] = [];
  for (let i = 0; i < body; i++) {
    const size = Math.round(Math.exp(logMean + logSigma * normalQuantile((i + 0.5) / body)));
    sizes.push(Math.min(BODY_CAP_BYTES, Math.max(1, size)));
  }
  return [...sizes, ...giants];
}
