/** Columns of a row of an operation's path. */
export const PATH = { waiting: 0, service: 1, visits: 2, columns: 3 } as const;
