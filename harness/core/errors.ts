/** What every message about wrong input must tell. */
export interface Complaint {
  /** Stable, kebab-case: tests and scripts rely on it. */
  readonly code: string;
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/**
 * The user's input or machine is the cause, and the user can change it. The command line prints the four lines and exits 2;
 * every other error is a bug of ours and keeps its stack.
 */
export class UserError extends Error {
  readonly complaint: Complaint;

  constructor(complaint: Complaint, options?: ErrorOptions) {
    super(`${complaint.what}: got ${complaint.got}, expected ${complaint.expected}`, options);
    this.name = 'UserError';
    this.complaint = complaint;
  }
}

/** The `code` of a Node or system error (`ENOENT`), or null where there is none. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
