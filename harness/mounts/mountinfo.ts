import { type MountEntry, type ParsedTable, parseLines } from './entry.ts';
import { decodeOctal } from './octal.ts';

const SEPARATOR = ' - ';
const NUMBER = /^\d{1,15}$/;
const DEVICE = /^\d+:\d+$/;

/** /proc/self/mountinfo: `ID PARENT MAJ:MIN ROOT MOUNTPOINT OPTS [optional…] - FSTYPE SOURCE SUPEROPTS` (proc_pid_mountinfo(5)). */
export function parseMountinfo(text: string): ParsedTable {
  return parseLines(text, parseLine);
}

function parseLine(line: string): MountEntry | null {
  // Everything left of the first separator is escaped, so it cannot hold another one; the super options can.
  const at = line.indexOf(SEPARATOR);
  if (at < 0) return null;
  const [id, parent, device, root, mountPoint, mountOptions] = line.slice(0, at).split(' ');
  if (id === undefined || !NUMBER.test(id) || parent === undefined || !NUMBER.test(parent)) return null;
  if (device === undefined || !DEVICE.test(device)) return null;
  if (root === undefined || mountPoint === undefined || mountOptions === undefined) return null;
  if (!mountPoint.startsWith('/')) return null;

  // An empty source is printed as nothing between two spaces, so cut at exact positions and never collapse spaces.
  const right = line.slice(at + SEPARATOR.length);
  const afterType = right.indexOf(' ');
  if (afterType <= 0) return null;
  const afterSource = right.indexOf(' ', afterType + 1);
  const source = afterSource < 0 ? right.slice(afterType + 1) : right.slice(afterType + 1, afterSource);
  return {
    mountId: Number(id),
    device,
    subPath: decodeOctal(root),
    mountPoint: decodeOctal(mountPoint),
    fstype: right.slice(0, afterType),
    source: decodeOctal(source),
    mountOptions,
    superOptions: afterSource < 0 ? '' : right.slice(afterSource + 1),
    cut: afterSource < 0,
  };
}
