import { z } from 'zod';

/**
 * Something the reader of a result has to know, as a value: attached to the thing it speaks of, never only printed.
 * `evidence` is what was read; `remedy` is what the user can do.
 */
export const findingSchema = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]+$/),
  severity: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  evidence: z.string(),
  remedy: z.string(),
});

export type Finding = z.infer<typeof findingSchema>;
