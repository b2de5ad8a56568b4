import { GUEST_FAILED } from './guest-init.ts';

const MOST_LINES = 6;
/** What names a cause, and what only says that there was one. Backtraces, registers and the end of a panic tell a user nothing. */
const TELLING: readonly RegExp[] = [
  new RegExp(GUEST_FAILED),
  /Kernel panic - not syncing/,
  /^(?:\[[\s\d.]+\] )?(?:BUG|Oops|int3|general protection fault|traps):/,
  /Out of memory|Cannot allocate memory|Killed process/,
  /Unable to mount root|VFS: Cannot open root|No working init|Failed to execute \/init/,
  /insmod: can't insert|Unknown symbol|disagrees about version|Invalid module format|modprobe: FATAL/,
  /^(?:insmod|mount|ifconfig|chroot|setsid): /,
  /^qemu-system-[^:]+: /,
];
const NOISE = /end Kernel panic|Call Trace|^\s*$/;

/** The lines of a serial log that say why a boot failed; the last ones where none stands out, because a hang leaves no message. */
export function tellingLines(log: string): string[] {
  const lines = log
    .split(/\r?\n/)
    .map(plain)
    .filter((line) => !NOISE.test(line));
  const telling = [...new Set(lines.filter((line) => TELLING.some((pattern) => pattern.test(line))))];
  return telling.length > 0 ? telling.slice(0, MOST_LINES) : lines.slice(-MOST_LINES);
}

/** Firmware clears the screen and busybox may colour: what a terminal would act upon is taken out. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return line.replace(/\u001b\[[\d;?]*[A-Za-z]|\u001bc|[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trimEnd();
}
