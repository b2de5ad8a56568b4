/**
 * Where the time of one operation goes. A part is what evidence can tell; a layer is what it belongs to. All but the last are those of
 * the model (`harness/model/path/rows.ts`).
 */
export const LAYERS = ['app', 'vfs', 'client', 'transport', 'dma', 'server', 'host-fs', 'unattributed'] as const;
export type Layer = (typeof LAYERS)[number];

/** Layers that a part may belong to: more than one where it cannot be split by what was seen. */
export const PARTS = {
  /** Outside system calls, on a CPU: the program itself. */
  program: ['app'],
  /** Outside system calls, neither on a CPU nor waiting for one: stopped by a tracer or a debugger, a page fault. */
  paused: ['app'],
  /** Runnable and without a CPU, wherever that was: others have them. Includes the wake-up after an answer. */
  'run-queue': ['app'],
  /** In a system call, on a CPU, without a request of the mount: VFS, and the client's own code. */
  'system-call': ['vfs', 'client'],
  /** In a system call, asleep, without a request of the mount: a lock of the file system, a queue before the client. */
  'lock-wait': ['client'],
  /** In a system call, asleep, on a file system that has no far side: its disk. */
  storage: ['host-fs'],
  /** From the request being made to its being put on the ring or given to the connection, and the work behind its answer. */
  request: ['client'],
  /** The ring: descriptors written and taken back. */
  ring: ['transport'],
  /** Ring full, until the request was taken. */
  'ring-wait': ['transport'],
  /** Bounce buffers found, filled, copied back and given back. */
  bounce: ['dma'],
  /** Pool full, until the request was taken. */
  'pool-wait': ['dma'],
  /** Telling the far side: the VM exit. */
  doorbell: ['transport'],
  /** From there to the interrupt: the way there, the file server, its file system, the way back. */
  away: ['transport', 'server', 'host-fs'],
  /** From the interrupt to the work that completes requests. */
  interrupt: ['transport'],
  /** What the events cannot explain: an answer that was never seen, events that were lost. */
  unexplained: ['unattributed'],
} as const satisfies Readonly<Record<string, readonly Layer[]>>;

export type Part = keyof typeof PARTS;

export function isPart(name: string): name is Part {
  return Object.hasOwn(PARTS, name);
}
