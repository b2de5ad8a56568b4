/**
 * Lets the threads of a loop start together: each arrives, the last one opens. A thread that failed to prepare arrives too and says
 * so, because the others would otherwise wait for it for ever.
 */
const ARRIVED = 0;
const OPEN = 1;
const BROKEN = 2;

export function newGate(): SharedArrayBuffer {
  return new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
}

/** Returns false when some thread could not prepare, so that nobody measures. */
export function passGate(buffer: SharedArrayBuffer, threads: number, prepared: boolean): boolean {
  const gate = new Int32Array(buffer);
  if (!prepared) Atomics.store(gate, BROKEN, 1);
  if (Atomics.add(gate, ARRIVED, 1) + 1 === threads) {
    Atomics.store(gate, OPEN, 1);
    Atomics.notify(gate, OPEN);
  } else {
    Atomics.wait(gate, OPEN, 0);
  }
  return Atomics.load(gate, BROKEN) === 0;
}
