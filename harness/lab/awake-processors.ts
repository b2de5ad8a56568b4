import os from 'node:os';
import type { LabProcesses } from './processes.ts';
import type { LabPrograms } from './requirements.ts';

/**
 * Keeps the host's processors from sleeping for long: each is woken ten thousand times a second by a process of the class that gives way
 * to everything else (SCHED_IDLE, sched(7)). Returns how many.
 *
 * A processor that has slept for long is woken slowly, and on a host that is a guest itself by way of its own host. A request passes
 * through half a dozen threads, which all sleep while it waits: two milliseconds of waiting at the file server were three in the guest.
 * An endless loop would do as well, but takes up to two fifths of the speed of the other processor on the same core.
 */
export function keepProcessorsAwake(processes: LabProcesses, { python3 }: LabPrograms): number {
  const number = os.availableParallelism();
  for (let processor = 0; processor < number; processor++)
    processes.start({ name: `awake-${processor}`, file: python3, args: ['-IS', '-c', STAY_AWAKE, String(processor)] });
  return number;
}

/** Python; `argv` is which of the processors that it may use. */
const STAY_AWAKE = `
import ctypes, os, sys, time

SET_TIMERSLACK = 29

ctypes.CDLL(None).prctl(SET_TIMERSLACK, 1, 0, 0, 0)
os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[int(sys.argv[1])]})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
while True:
    time.sleep(0.0001)
`;
