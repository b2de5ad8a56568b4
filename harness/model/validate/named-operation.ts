import type { Situation } from '../path/operation.ts';

/** What a name says beside the depth of the path. */
type Named = Partial<Situation> & Pick<Situation, 'operation'>;

const FRESH = { dentries: false, attributes: true, data: false } as const;
const UNITS: Readonly<Record<string, number>> = { b: 1, kib: 1024, mib: 1024 * 1024 };
/** A large Buffer of Node begins behind the header that malloc keeps in the first bytes of its pages. */
const UNALIGNED_SHIFT = 16;

const SAME_NAME = [
  ...['stat', 'access', 'open', 'create', 'close', 'fstat', 'fsync', 'read', 'write', 'ftruncate', 'truncate', 'chmod', 'utimes'],
  ...['rename', 'unlink', 'mkdir', 'rmdir', 'symlink', 'readlink', 'statvfs'],
] as const;

/** Names of operations as people write them; the first pattern that fits. */
const NAMES: readonly (readonly [RegExp, (match: RegExpExecArray) => Named])[] = [
  [/^stat within 1 ms$/, () => ({ operation: 'stat', cached: FRESH })],
  [/^(?:l?stat|access) (?:of a )?missing(?: name)?$/, () => ({ operation: 'stat-missing' })],
  [/^lstat$/, () => ({ operation: 'stat' })],
  // O_TRUNC goes with the OPEN (ATOMIC_O_TRUNC).
  [/^open(?: with)? o_trunc,? existing(?: file)?$/, () => ({ operation: 'open' })],
  [/^rename (?:in the )?same directory$/, () => ({ operation: 'rename' })],
  [/^list (\d{1,4}) entries$/, ([, entries]) => ({ operation: 'list', entries: Number(entries) })],
  [/^scandir and stat (\d{1,4})(?: entries)?$/, ([, entries]) => ({ operation: 'scandir-stat', entries: Number(entries) })],
  [
    /^(read|write) (\d{1,7}) (b|kib|mib)(,? unaligned)?$/,
    ([, operation, size, unit, unaligned]) => ({
      operation: operation === 'read' ? 'read' : 'write',
      bytes: Number(size) * (UNITS[unit ?? ''] ?? 1),
      shift: unaligned === undefined ? 0 : UNALIGNED_SHIFT,
    }),
  ],
];

/** Of these the depth counts the directory itself: at depth 0 it is the root of the mount. */
const ON_DIRECTORIES: ReadonlySet<string> = new Set(['list', 'scandir-stat', 'statvfs']);

/** What was counted on: names of at most eight bytes, contents that nothing caches. */
const COUNTED = {
  bytes: 4096,
  shift: 0,
  entries: 0,
  nameBytes: 8,
  cached: { dentries: false, attributes: false, data: false },
} as const;

/** Null for names that the expansion of operations into requests does not know. */
export function situationNamed(name: string, directories: number): Situation | null {
  const named = operationNamed(name.trim().toLowerCase().replaceAll(/\s+/g, ' '));
  if (named === null) return null;
  return { ...COUNTED, directories: ON_DIRECTORIES.has(named.operation) ? directories - 1 : directories, ...named };
}

function operationNamed(name: string): Named | null {
  const operation = SAME_NAME.find((one) => one === name);
  if (operation !== undefined) return { operation };
  for (const [pattern, named] of NAMES) {
    const match = pattern.exec(name);
    if (match !== null) return named(match);
  }
  return null;
}
