import type { Program, Step } from '../engine/network.ts';

/** Parts of the path that time is attributed to; `unattributed` is what a measurement has beside them. */
export const LAYERS = ['app', 'vfs', 'client', 'transport', 'dma', 'server', 'host-fs'] as const;
export type Layer = (typeof LAYERS)[number];

interface Meaning {
  readonly layer: Layer;
  /** Kept apart where layers are compared: a 9P client event includes the wake-up, a FUSE event does not. */
  readonly part: string;
}

/** The lines of an operation's path, in its order. */
const ROWS = {
  libuv: { layer: 'app', part: "threads of libuv's pool" },
  'system-call': { layer: 'app', part: 'system call' },
  'path-walk': { layer: 'vfs', part: 'components' },
  'inode-lock': { layer: 'client', part: 'lock of the file' },
  client: { layer: 'client', part: 'request' },
  'pool-room': { layer: 'dma', part: 'pool wait' },
  parked: { layer: 'dma', part: 'ring or pool full, until a timer' },
  ring: { layer: 'transport', part: 'ring or socket full' },
  'submit-lock': { layer: 'transport', part: 'lock' },
  submit: { layer: 'transport', part: 'submission' },
  'pool-map': { layer: 'dma', part: 'lock' },
  'copy-in': { layer: 'dma', part: 'copy' },
  'socket-write': { layer: 'transport', part: 'socket' },
  doorbell: { layer: 'transport', part: 'doorbell' },
  dispatch: { layer: 'server', part: 'hand-over' },
  server: { layer: 'server', part: 'request' },
  'host-fs': { layer: 'host-fs', part: 'request' },
  interrupt: { layer: 'transport', part: 'interrupt' },
  'socket-read': { layer: 'transport', part: 'socket' },
  'completion-lock': { layer: 'transport', part: 'lock' },
  completion: { layer: 'transport', part: 'completion' },
  'copy-out': { layer: 'dma', part: 'copy' },
  'pool-unmap': { layer: 'dma', part: 'lock' },
  'wake-up': { layer: 'app', part: 'wake-up' },
  'user-copy': { layer: 'app', part: 'copy' },
  /** Of a contender. */
  device: { layer: 'server', part: "contender's device" },
} as const satisfies Readonly<Record<string, Meaning>>;

export type Row = keyof typeof ROWS;

/** Of those rows that the programs book time on. */
export function rowsOf(programs: readonly Program[]): readonly ({ readonly row: Row } & Meaning)[] {
  const booked = new Set(programs.flatMap(flattened).flatMap(bookedOn));
  return (Object.keys(ROWS) as Row[]).filter((row) => booked.has(row)).map((row) => ({ row, ...ROWS[row] }));
}

function bookedOn(step: Step): string[] {
  if (step.kind === 'attempt') return step.otherwise.kind === 'park' ? [step.otherwise.row] : [];
  return step.kind === 'release' ? [] : [step.row];
}

/** With the steps of attempts behind them. */
export function flattened(program: Program): Step[] {
  return program.flatMap((step) => (step.kind === 'attempt' ? [step, ...flattened(step.steps)] : [step]));
}
