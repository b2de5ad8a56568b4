import type { Mount } from '../core/mount.ts';
import { classify } from './classify.ts';
import type { ParsedTable } from './entry.ts';
import { parseMountOutput } from './mount-output.ts';
import { parseMountinfo } from './mountinfo.ts';
import { parseProcMounts } from './proc-mounts.ts';
import type { TagLinks } from './virtiofs.ts';

export type TableFormat = 'mountinfo' | 'proc-mounts' | 'mount-output';

const PARSERS = {
  mountinfo: parseMountinfo,
  'proc-mounts': parseProcMounts,
  'mount-output': parseMountOutput,
} as const satisfies Record<TableFormat, (text: string) => ParsedTable>;

/** What a format cannot show; null where it shows everything. */
export const LACKS = {
  mountinfo: null,
  'proc-mounts': '/proc/mounts shows no bind roots, devices or mount ids',
  'mount-output': '`mount` shows no bind roots, devices or mount ids, and cuts options at a space',
} as const satisfies Record<TableFormat, string | null>;

export interface MountTable {
  readonly mounts: readonly Mount[];
  readonly rejected: number;
}

export function parseMountTable(format: TableFormat, text: string, links: TagLinks): MountTable {
  const { entries, rejected } = PARSERS[format](text);
  return { mounts: entries.map((entry) => classify(entry, links)), rejected };
}
