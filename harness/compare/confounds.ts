import type { Difference } from '../core/comparison.ts';
import type { Json } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Target } from '../core/target.ts';
import { environmentOf } from './compared-run.ts';

/** A fingerprint as paths with printed values. */
type Fingerprint = ReadonlyMap<string, string | null>;

/** Moves from run to run on a machine that nobody touched, or repeats what stands elsewhere in the document. */
const VOLATILE =
  /^environment\.(?:schemaVersion|source|capturedAt|bootId|findings|unavailable|platformEvidence|kernelLog|mounts|mountsFrom|dmaPool\.evidence|machine\.(?:loadAverages|uptimeNs))(?:\.|$)|^lab\.(?:boot|boots|seed|userSpaceNs|firstSampleNs|contender\.(?:achieved|full)BytesPerSecond)$|\.firedAt$/;

/** Of a mount: numbers that the kernel hands out anew, and how full it is. */
const MOUNT_FIELDS = ['fstype', 'transport', 'trans', 'msize', 'cache', 'readOnly', 'metadata', 'caseMode', 'tagKind'] as const;

/** Where the server is and what it is asked for: new for every boot of a lab, and nobody else's business. */
const ADDRESS = /^(?:aname|port|rfdno|wfdno|fd)=/;

const MEMORY = 'environment.machine.memoryBytes';
/** Two kernels of one machine keep some megabytes more or less for themselves. */
const MEMORY_STEP_BYTES = 2 ** 28;

/** Everything in which the fingerprints of two groups of runs differ, but for what `explained` paths tell. Sorted by path. */
export function confoundsBetween(
  base: readonly RunRecord[],
  candidate: readonly RunRecord[],
  explained: readonly string[],
): Difference[] {
  const left = base.map(fingerprint);
  const right = candidate.map(fingerprint);
  const paths = [...new Set([...left, ...right].flatMap((known) => [...known.keys()]))].sort();
  return paths
    .filter((path) => !explained.some((prefix) => (prefix.endsWith('.') ? path.startsWith(prefix) : path === prefix)))
    .map((path) => ({ path, base: valuesAt(left, path), new: valuesAt(right, path) }))
    .filter((difference) => String(difference.base) !== String(difference.new) || hasNullAndText(difference));
}

/** `String` prints null as an empty text. */
function hasNullAndText({ base, new: candidate }: Difference): boolean {
  return base.includes(null) !== candidate.includes(null);
}

function valuesAt(fingerprints: readonly Fingerprint[], path: string): (string | null)[] {
  return [...new Set(fingerprints.map((known) => known.get(path) ?? null))].sort();
}

function fingerprint(record: RunRecord): Fingerprint {
  const found = new Map<string, string | null>();
  flatten('environment', record.environment.before as Json, found);
  flatten('lab', record.lab as Json, found);
  const memory = memoryOf(record);
  if (memory !== null) found.set(MEMORY, memory);
  found.set('machineId', record.machineId);
  for (const key of ['version', 'node', 'uv'] as const) found.set(`harness.${key}`, record.harness[key]);
  for (const key of ['counters', 'cold', 'seed'] as const) found.set(`config.${key}`, String(record.config[key]));
  for (const target of record.targets) describeTarget(target, found);
  return found;
}

/** With the pool of bounce buffers, which the kernel sets apart before it counts: a boot without one has no other machine. */
function memoryOf(record: RunRecord): string | null {
  const { machine, dmaPool } = environmentOf(record) ?? {};
  if (machine === undefined || machine.memoryBytes === null) return null;
  const bytes = machine.memoryBytes + (dmaPool?.sizeBytes ?? 0);
  return `${(Math.round(bytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES) / 2 ** 30} GiB`;
}

function describeTarget({ id, mount }: Target, found: Map<string, string | null>): void {
  for (const field of MOUNT_FIELDS) {
    const value = mount[field];
    found.set(`targets.${id}.${field}`, value === null ? null : String(value));
  }
  const told = mount.options.split(',').filter((option) => !ADDRESS.test(option));
  found.set(`targets.${id}.options`, told.join(','));
}

function flatten(path: string, value: Json, found: Map<string, string | null>): void {
  if (VOLATILE.test(path)) return;
  if (Array.isArray(value)) found.set(path, JSON.stringify(value));
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) flatten(`${path}.${key}`, part, found);
  else found.set(path, value === null ? null : String(value));
}
