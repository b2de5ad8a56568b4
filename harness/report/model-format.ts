/** Text of what only the model has: shares and rates. Times and sizes are those of `format.ts`. */

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
