/** The only place where base units become text. */

const TIMES = [
  [1, 'ns'],
  [1e3, 'µs'],
  [1e6, 'ms'],
  [1e9, 's'],
] as const;

/** Three significant digits. */
export function formatNs(ns: number): string {
  const [scale, unit] = TIMES.findLast(([size]) => ns >= size) ?? TIMES[0];
  return `${significant(ns / scale)} ${unit}`;
}

export function formatRatio(ratio: number): string {
  return `${significant(ratio)}×`;
}

/** The larger side of the interval, as a share of the median. */
export function formatSpread(median: number, low: number | null, high: number | null): string {
  if (low === null || high === null || median === 0) return '';
  const share = (Math.max(high - median, median - low) / median) * 100;
  return `±${share < 9.95 ? share.toFixed(1) : share.toFixed(0)} %`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${significant(bytes / 1024 ** step)} ${units[step]}`;
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Shares are compared at a glance: one digit behind the point is enough. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.05 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

/** Of operations; an unnamed one is `25800/s`. */
export function formatRate(perSecond: number, what = ''): string {
  const count = perSecond >= 999_500 ? `${(perSecond / 1e6).toPrecision(3)} M` : formatNumber(perSecond);
  return what === '' ? `${count}/s` : `${count} ${what}/s`;
}

/** Whole from a thousand on, and otherwise three significant digits. */
export function formatNumber(value: number): string {
  return value >= 999.5 ? Math.round(value).toString() : Number(value.toPrecision(3)).toString();
}

function significant(value: number): string {
  if (value >= 999.5) return Math.round(value).toString();
  return value.toPrecision(3);
}
