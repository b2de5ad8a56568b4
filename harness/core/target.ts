import { z } from 'zod';
import { mountSchema } from './mount.ts';
import { TRANSPORTS } from './transport.ts';

/** A directory that is measured. */
export const targetSchema = z.strictObject({
  /** Names the target in published files, without any path: `drive-c`, `native`, `memory`, `virtiofs-2`. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Real path, links resolved. */
  path: z.string(),
  transport: z.enum(TRANSPORTS),
  /** The mount that holds the path, as read before the run. */
  mount: mountSchema,
  /** Why it is in the plan: named by the user, found as a Windows drive, or a control on a local file system. */
  origin: z.enum(['named', 'windows-drive', 'control']),
  /** Bytes that may be written, and inodes; null where the file system's answer is known to be made up (9P). */
  freeBytes: z.number().nonnegative(),
  freeInodes: z.number().nonnegative().nullable(),
});

export type Target = z.infer<typeof targetSchema>;
