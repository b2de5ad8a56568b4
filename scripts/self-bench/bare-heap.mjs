/**
 * The least that a simulation of an M/M/1 queue in JavaScript can be: two kinds of events in a binary heap by hand, no statistics but the
 * mean, nothing that could be another queue. What the general engine has on top of it is the price of being general.
 *
 *   node bare-heap.mjs JOBS SERVICE_NS INTERARRIVAL_NS SEED WARM_UP    prints {"seconds", "meanNs"}
 */

const [jobs = 0, serviceNs = 0, interarrivalNs = 0, seed = 0, warmUp = 0] = process.argv.slice(2).map(Number);
const ARRIVAL = 0;
const DEPARTURE = 1;
/** The next arrival and the next departure: one more than there can be. */
const times = new Float64Array(3);
const kinds = new Uint8Array(3);
let size = 0;

/** @type {(time: number, kind: number) => void} */
function push(time, kind) {
  let at = size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (times[parent] <= time) break;
    times[at] = times[parent];
    kinds[at] = kinds[parent];
    at = parent;
  }
  times[at] = time;
  kinds[at] = kind;
}

function pop() {
  const time = times[--size];
  const kind = kinds[size];
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && times[child + 1] < times[child]) child++;
    if (times[child] >= time) break;
    times[at] = times[child];
    kinds[at] = kinds[child];
    at = child;
  }
  times[at] = time;
  kinds[at] = kind;
}

/** Mulberry32. @type {(from: number) => () => number} */
function generator(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Mean response time. @type {(count: number, from: number) => number} */
function simulated(count, from) {
  const random = generator(from);
  const exponential = (/** @type {number} */ mean) => -mean * Math.log(1 - random());
  /** When they arrived; the first one is served. A ring. */
  let present = new Float64Array(64);
  let first = 0;
  let length = 0;
  let toCome = count;
  let total = 0;
  size = 0;
  push(exponential(interarrivalNs), ARRIVAL);
  while (size > 0) {
    const now = times[0];
    const kind = kinds[0];
    pop();
    if (kind === ARRIVAL) {
      if (length === present.length) {
        const larger = new Float64Array(2 * length);
        for (let index = 0; index < length; index++) larger[index] = present[(first + index) % length];
        present = larger;
        first = 0;
      }
      present[(first + length++) & (present.length - 1)] = now;
      if (length === 1) push(now + exponential(serviceNs), DEPARTURE);
      if (--toCome > 0) push(now + exponential(interarrivalNs), ARRIVAL);
    } else {
      total += now - present[first];
      first = (first + 1) & (present.length - 1);
      if (--length > 0) push(now + exponential(serviceNs), DEPARTURE);
    }
  }
  return total / count;
}

if (warmUp > 0) simulated(warmUp, seed + 1);
const started = performance.now();
const meanNs = simulated(jobs, seed);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, meanNs }));
