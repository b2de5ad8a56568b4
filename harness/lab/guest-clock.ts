import { join } from 'node:path';
import { CHANNEL } from './guest-places.ts';
import { readPlainFile } from './plain-file.ts';

const FILE = 'clock';
const MOST_BYTES = 100;

/**
 * For the shell that starts the program in the guest: its two clocks at one moment, because samples carry the time of day, and what a
 * boot took is counted from the start of the kernel. The uptime first, by the shell itself: `date` is a process that takes time.
 */
export const WRITE_GUEST_CLOCK = `read -r up rest < /proc/uptime; echo "$(date +%s%3N) $up" > ${join(CHANNEL, FILE)}`;

/** When the guest's kernel started, in milliseconds of the guest's own time of day; null when it did not get that far. */
export function guestStartMs(channel: string): number | null {
  const text = readPlainFile(join(channel, FILE), MOST_BYTES)?.toString('latin1') ?? '';
  const [, nowMs, uptimeSeconds] = /^(\d{13}) (\d{1,9}(?:\.\d{1,3})?)\n$/.exec(text) ?? [];
  return nowMs === undefined || uptimeSeconds === undefined ? null : Number(nowMs) - Number(uptimeSeconds) * 1000;
}
