/** One compare and no allocation, so that timed code may use it; an index out of range is a bug of ours and is named as such. */
export function item<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return found;
}
