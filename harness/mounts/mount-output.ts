import { type MountEntry, type ParsedTable, parseLines } from './entry.ts';

/**
 * Output of `mount`: `SOURCE on MOUNTPOINT type FSTYPE (OPTIONS)`, nothing escaped. Lacks what /proc/mounts lacks, and cuts the
 * options at a raw space (docker/for-win#13318), so that `trans=` can be missing: the last resort.
 */
export function parseMountOutput(text: string): ParsedTable {
  return parseLines(text, parseLine);
}

const ON = ' on ';
const TYPE = ' type ';

function parseLine(line: string): MountEntry | null {
  // Sources may hold spaces and even " on "; a mount point starts with a slash.
  const on = line.indexOf(`${ON}/`);
  if (on < 0) return null;
  const open = line.indexOf(' (', on);
  if (open < 0) return null;
  const type = line.lastIndexOf(TYPE, open);
  const fstype = type < on + ON.length ? '' : line.slice(type + TYPE.length, open);
  if (fstype === '' || fstype.includes(' ')) return parseWithParentheses(line, on);
  return entryOf(line, on, type, open);
}

/** A mount point with " (" in its name: the type is the last one followed by a bracket. Rare enough to be a second attempt. */
function parseWithParentheses(line: string, on: number): MountEntry | null {
  let type = line.lastIndexOf(TYPE);
  while (type >= on + ON.length) {
    const open = line.indexOf(' (', type);
    const fstype = line.slice(type + TYPE.length, Math.max(open, 0));
    if (fstype !== '' && !fstype.includes(' ')) return entryOf(line, on, type, open);
    type = line.lastIndexOf(TYPE, type - 1);
  }
  return null;
}

function entryOf(line: string, on: number, type: number, open: number): MountEntry {
  // `mount -l` adds ` [LABEL]`; a closing bracket inside the options belongs to a path.
  const close = line.lastIndexOf(')');
  const closed = close > open;
  const options = line.slice(open + 2, closed ? close : undefined);
  return {
    mountId: null,
    device: null,
    subPath: null,
    mountPoint: line.slice(on + ON.length, type),
    fstype: line.slice(type + TYPE.length, open),
    source: line.slice(0, on),
    mountOptions: options,
    superOptions: options,
    cut: !closed,
  };
}
