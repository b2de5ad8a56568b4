import { readdirSync, readFileSync } from 'node:fs';

/** A process that ends between two looks has its peak seen up to this long before. */
const LOOK_EVERY_MS = 200;
const MEASURING = /\/harness\/run\/agent\.[jt]s/;

/**
 * Watches the program and its measuring processes. What those start (git, npm, tsc) is the work and does not count.
 *
 * @typedef {object} Watched
 * @property {number} peakBytes Largest sum of the peaks (VmHWM) of all that were alive at once: never less than the true peak of the sum.
 * @property {{ at: number, bytes: number }[]} resident Sum of what was resident (VmRSS), by wall clock in milliseconds.
 * @property {() => void} stop
 */

/** @type {(pid: number) => Watched} */
export function watchMemory(pid) {
  /** @type {Watched} */
  const watched = { peakBytes: 0, resident: [], stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    const memory = [pid, ...childrenOf(pid).filter(isMeasuring)].map(memoryOf);
    watched.peakBytes = Math.max(watched.peakBytes, sum(memory.map(({ peak }) => peak)));
    watched.resident.push({ at: Date.now(), bytes: sum(memory.map(({ resident }) => resident)) });
  }, LOOK_EVERY_MS);
  return watched;
}

/**
 * Bytes per million operations between the second and the last quarter of the run: the first one is still compiling. Medians, since what
 * is resident goes up and down with the garbage collector. Null when a quarter saw nothing.
 *
 * @type {(watched: Watched, samples: readonly Readonly<Record<string, string>>[]) => number | null}
 */
export function growthPerMillion({ resident }, samples) {
  const latencies = samples.filter(({ metric, iteration }) => metric === 'latency' && Number(iteration) >= 0);
  const starts = latencies.map(({ started_at }) => Date.parse(started_at ?? ''));
  const [from, to] = [Math.min(...starts), Math.max(...starts)];
  const quarter = (/** @type {number} */ number) => {
    const inside = (/** @type {number} */ at) =>
      at >= from + ((to - from) * (number - 1)) / 4 && at <= from + ((to - from) * number) / 4;
    const bytes = resident
      .filter(({ at }) => inside(at))
      .map((look) => look.bytes)
      .sort((a, b) => a - b);
    const middle = from + ((to - from) * (number - 0.5)) / 4;
    const made = sum(latencies.filter((_, index) => (starts[index] ?? 0) <= middle).map(({ operations }) => Number(operations)));
    return { bytes: bytes[bytes.length >> 1], made };
  };
  const [early, late] = [quarter(2), quarter(4)];
  if (early.bytes === undefined || late.bytes === undefined || late.made === early.made) return null;
  return ((late.bytes - early.bytes) / (late.made - early.made)) * 1e6;
}

/** @type {() => number} */
export function availableBytes() {
  return 1024 * Number(/^MemAvailable:\s*(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0);
}

/** @type {(pid: number) => number[]} */
function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      const stat = read(child, 'stat');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    });
}

/** @type {(pid: number) => boolean} */
function isMeasuring(pid) {
  return MEASURING.test(read(pid, 'cmdline'));
}

/** @type {(pid: number) => { peak: number, resident: number }} */
function memoryOf(pid) {
  const status = read(pid, 'status');
  const kilobytes = (/** @type {RegExp} */ pattern) => Number(pattern.exec(status)?.[1] ?? 0);
  return { peak: 1024 * kilobytes(/^VmHWM:\s*(\d+)/m), resident: 1024 * kilobytes(/^VmRSS:\s*(\d+)/m) };
}

/** @type {(pid: number, name: string) => string} */
function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // It ended while we looked.
  }
}

/** @type {(values: readonly number[]) => number} */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
