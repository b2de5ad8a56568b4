/** Words that the threads of a measurement are started and ended by; apart, because the second is read all the time. */
const OPEN = 0;
const OVER = 32;
const WORDS = 64;

export function newControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT);
}

export function passGate(control: Int32Array): void {
  Atomics.wait(control, OPEN, 0);
}

export function openGate(control: Int32Array): void {
  Atomics.store(control, OPEN, 1);
  Atomics.notify(control, OPEN);
}

export function isOver(control: Int32Array): boolean {
  return Atomics.load(control, OVER) !== 0;
}

export function end(control: Int32Array): void {
  Atomics.store(control, OVER, 1);
}
