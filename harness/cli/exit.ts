/** What the program's exit code tells scripts. Anything else is a bug and comes with a stack. */
export const EXIT = { done: 0, gate: 1, input: 2, part: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where a command writes: standard output for results, standard error for everything else. */
export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}
