/**
 * The line by which a measuring thread tells the trace which one it is. In a file of its own: measuring processes load no schema library.
 */
const WORDS = 'mntbench thread ';

export function threadMark(thread: number): string {
  return `${WORDS}${thread}\n`;
}

/** Null: somebody else's line. */
export function threadOf(line: string): number | null {
  const thread = line.startsWith(WORDS) ? Number.parseInt(line.slice(WORDS.length), 10) : Number.NaN;
  return Number.isNaN(thread) ? null : thread;
}

/** No mark is longer. */
export const MARK_BYTES = threadMark(Number.MAX_SAFE_INTEGER).length;
