import { type MountEntry, type ParsedTable, parseLines } from './entry.ts';
import { decodeOctal } from './octal.ts';

/** /proc/mounts: `SOURCE MOUNTPOINT FSTYPE OPTIONS 0 0`. Lacks the root of binds, the ids and the device. */
export function parseProcMounts(text: string): ParsedTable {
  return parseLines(text, parseLine);
}

const FSTAB_NUMBERS = / \d+ \d+$/;

function parseLine(line: string): MountEntry | null {
  const afterSource = line.indexOf(' ');
  const afterPoint = line.indexOf(' ', afterSource + 1);
  const afterType = line.indexOf(' ', afterPoint + 1);
  if (afterSource < 0 || afterPoint < 0 || afterType < 0) return null;
  const mountPoint = decodeOctal(line.slice(afterSource + 1, afterPoint));
  const fstype = line.slice(afterPoint + 1, afterType);
  if (!mountPoint.startsWith('/') || fstype === '') return null;
  const rest = line.slice(afterType + 1);
  const options = rest.replace(FSTAB_NUMBERS, '');
  return {
    mountId: null,
    device: null,
    subPath: null,
    mountPoint,
    fstype,
    source: decodeOctal(line.slice(0, afterSource)),
    mountOptions: options,
    superOptions: options,
    cut: options === rest,
  };
}
