const MIB = 2 ** 20;

/** GitHub warns above 50 MiB and refuses above 100 MiB; other hosts have similar limits. */
export const LIMITS = {
  warnBytes: 50 * MIB,
  /** Below the host's own limit, so that the message is ours and comes before anything is sent. */
  mostBytes: 95 * MIB,
  /** A record names the machine and the plan; it is some 100 KiB. */
  recordBytes: 16 * MIB,
  /** Of a repository that is walked: a folder of a stranger may hold any number. */
  entries: 2_000_000,
} as const;

/** The largest that a file of a run may be before it is read. */
export function mostBytesOf(name: string): number {
  return name.endsWith('.json') ? LIMITS.recordBytes : LIMITS.mostBytes;
}
