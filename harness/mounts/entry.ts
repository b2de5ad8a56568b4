/** One line of a mount table, split but not yet understood. */
export interface MountEntry {
  readonly mountId: number | null;
  readonly device: string | null;
  /** Decoded; null where the format has no such column, so that binds are invisible. */
  readonly subPath: string | null;
  readonly mountPoint: string;
  readonly fstype: string;
  readonly source: string;
  /** Options of this mount point. Equal to `superOptions` where the format prints one merged list. */
  readonly mountOptions: string;
  /** Options of the file system, never decoded: the 9P client prints `aname=` as it is, raw spaces and backslashes included. */
  readonly superOptions: string;
  /** The line ended before its format says that it ends. */
  readonly cut: boolean;
}

export interface ParsedTable {
  readonly entries: readonly MountEntry[];
  /** Lines that are no mount entry of this format; the number alone, since they can hold anything. */
  readonly rejected: number;
}

/** Longer than any line that the kernel prints (options are at most one page), short enough to bound the work on garbage. */
const LONGEST_LINE = 65_536;

export function parseLines(text: string, parse: (line: string) => MountEntry | null): ParsedTable {
  const entries: MountEntry[] = [];
  let rejected = 0;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') continue;
    const entry = line.length > LONGEST_LINE ? null : parse(line);
    if (entry === null) rejected++;
    else entries.push(entry);
  }
  return { entries, rejected };
}
