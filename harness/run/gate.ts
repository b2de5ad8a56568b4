/**
 * Lets the threads of a loop start together, and clean up together: each arrives, the last one opens. A thread that failed to prepare arrives too and says
 * so, because the others would otherwise wait for it for ever.
 */
const ARRIVED = 0;
const OPEN = 1;
const BROKEN = 2;
const DONE = 3;
const ALL_DONE = 4;

export function newGate(): SharedArrayBuffer {
  return new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT);
}

/** Returns false when some thread could not prepare, so that nobody measures. */
export function passGate(buffer: SharedArrayBuffer, threads: number, prepared: boolean): boolean {
  const gate = new Int32Array(buffer);
  if (!prepared) Atomics.store(gate, BROKEN, 1);
  meet(gate, { counted: ARRIVED, opened: OPEN }, threads);
  return Atomics.load(gate, BROKEN) === 0;
}

/** For threads that passed the gate, and have measured: what they do from here on would take the time of those that still measure. */
export function waitForOthers(buffer: SharedArrayBuffer, threads: number): void {
  meet(new Int32Array(buffer), { counted: DONE, opened: ALL_DONE }, threads);
}

function meet(gate: Int32Array, { counted, opened }: { counted: number; opened: number }, threads: number): void {
  if (Atomics.add(gate, counted, 1) + 1 === threads) {
    Atomics.store(gate, opened, 1);
    Atomics.notify(gate, opened);
  } else {
    Atomics.wait(gate, opened, 0);
  }
}
