/** Leading dotted numbers: `6.18.33.2-microsoft-standard-WSL2` → [6, 18, 33, 2]. Empty where the text does not start with a number. */
export function versionParts(text: string): number[] {
  const dotted = /^\d{1,9}(?:\.\d{1,9})*/.exec(text.trim())?.[0];
  return dotted === undefined ? [] : dotted.split('.').map(Number);
}

/** Numeric, part by part; a missing part counts as 0, so 2.9 and 2.9.0 are equal. For `sort`: negative when `a` is older. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
