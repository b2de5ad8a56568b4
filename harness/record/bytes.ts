/** How many bytes are equal from both places on, `most` at the most. */
export function equalLength(bytes: Buffer, view: DataView, one: number, other: number, most: number): number {
  let length = 0;
  while (length + 4 <= most && view.getInt32(one + length) === view.getInt32(other + length)) length += 4;
  while (length < most && bytes[one + length] === bytes[other + length]) length++;
  return length;
}

/** How often a byte occurs. */
export function count(bytes: Buffer, wanted: number, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at++) if (bytes[at] === wanted) found++;
  return found;
}
