import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, UserError } from '../core/errors.ts';
import { HOST_PROBE_SCHEMA_VERSION, type HostProbe, hostProbeSchema } from '../core/host-probe.ts';

/** Of a run; null where the far side was not asked. */
export function readHostProbe(path: string): HostProbe | null {
  if (!existsSync(path)) return null;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, errorCode(error) ?? 'not JSON', error);
  }
  const version = typeof content === 'object' && content !== null && 'schemaVersion' in content ? content.schemaVersion : null;
  if (typeof version === 'number' && version > HOST_PROBE_SCHEMA_VERSION)
    throw unreadable(path, `schema version ${version}, this program reads up to ${HOST_PROBE_SCHEMA_VERSION}`, null);
  const parsed = hostProbeSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw unreadable(path, z.prettifyError(parsed.error).split('\n').slice(0, 4).join(' '), parsed.error);
}

function unreadable(path: string, got: string, cause: unknown): UserError {
  return new UserError(
    {
      code: 'host-probe-unreadable',
      what: 'what the far side of a run measured cannot be read',
      got: `${path}: ${got}`,
      expected: `host-probe.json of schema version ${HOST_PROBE_SCHEMA_VERSION}`,
      fix: 'restore the file, or remove it: no figure is made from it',
    },
    { cause },
  );
}
