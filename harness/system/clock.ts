import { readFileSync } from 'node:fs';

/** Nanoseconds of CLOCK_MONOTONIC: one clock for all processes and threads of the machine; stops while it is suspended. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint());
}

/** The three clocks at one moment. Their differences tell a suspend and a set clock from time that merely passed. */
export interface ClockReading {
  readonly monotonicNs: number;
  readonly wallMs: number;
  /** Seconds since boot, suspend included (CLOCK_BOOTTIME, ±10 ms); null without /proc. */
  readonly bootSeconds: number | null;
}

export function readClocks(): ClockReading {
  return { monotonicNs: monotonicNs(), wallMs: Date.now(), bootSeconds: bootSeconds() };
}

function bootSeconds(): number | null {
  try {
    const seconds = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
    return Number.isFinite(seconds) ? seconds : null;
  } catch {
    return null; // No /proc: the caller sees null and cannot tell a suspend.
  }
}

/** UTC with milliseconds, the form of all records. */
export function nowUtc(): string {
  return new Date().toISOString();
}
