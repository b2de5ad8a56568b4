/**
 * One page of the kernel's trace buffer as `trace_pipe_raw` hands it out (kernel/trace/ring_buffer.c, include/linux/ring_buffer.h; the
 * layout is a promise to user space). Text would be easier to read, but the kernel takes microseconds to print each line.
 */
const LENGTH_ONLY_DATA = 28;
const PADDING = 29;
const TIME_EXTEND = 30;
const TIME_STAMP = 31;
const DELTA_BITS = 27;
const COMMIT_OFFSET = 8;
/** The highest two bits of the length say whether events are missing before this page. */
const LENGTH_MASK = 0x3fff_ffff;

export const HEADER_BYTES = 16;

/** `visit` is called for each record with the place of its data and when it was written. Returns the time of the last one. */
export function readPage(page: DataView, visit: (offset: number, at: number) => void): number {
  let at = bigNumber(page, 0);
  if (page.byteLength < HEADER_BYTES) return at;
  const end = Math.min(page.byteLength, HEADER_BYTES + (page.getUint32(COMMIT_OFFSET, true) & LENGTH_MASK));
  for (let offset = HEADER_BYTES; offset + 4 <= end; ) {
    const header = page.getUint32(offset, true);
    const type = header & 31;
    const delta = header >>> 5;
    const data = offset + 4;
    if (type > 0 && type <= LENGTH_ONLY_DATA) {
      at += delta;
      visit(data, at);
      offset = data + type * 4;
      continue;
    }
    if (data + 4 > end) break;
    const first = page.getUint32(data, true);
    switch (type) {
      case PADDING:
        if (delta === 0) return at; // The rest of the page is unused.
        at += delta;
        offset = data + first;
        break;
      case TIME_EXTEND:
        at += delta + first * 2 ** DELTA_BITS;
        offset = data + 4;
        break;
      case TIME_STAMP:
        at = delta + first * 2 ** DELTA_BITS;
        offset = data + 4;
        break;
      default: // A record too long for the five bits: its length, which counts itself, comes first.
        at += delta;
        visit(data + 4, at);
        offset = data + Math.max(4, first);
    }
  }
  return at;
}

/** Exact below 2^53: times of a hundred days, and addresses in the kernel without their highest bits, which are all the same. */
export function bigNumber(page: DataView, offset: number): number {
  if (offset + 8 > page.byteLength) return 0;
  return page.getUint32(offset, true) + (page.getUint32(offset + 4, true) & 0x1f_ffff) * 2 ** 32;
}
