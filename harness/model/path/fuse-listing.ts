import { fuseRequest } from './fuse-messages.ts';
import type { Situation } from './operation.ts';
import { PAGE_BYTES, type Request } from './request.ts';

/** Of glibc's readdir(3) and libuv. */
const GETDENTS_BYTES = 32 * 1024;

/** fuse_dirent, and before it fuse_entry_out in what READDIRPLUS answers; each entry ends on eight bytes. */
const DIRENT_BYTES = 24;
const ENTRY_BYTES = 128;

/** READDIRPLUS at the start, READDIR from there on (READDIRPLUS_AUTO), and one more that finds the end. */
export function fuseDirectoryReads({ entries, nameBytes }: Situation, byCount: boolean): Request[] {
  const buffer = byCount ? GETDENTS_BYTES : PAGE_BYTES;
  const plusBytes = aligned(ENTRY_BYTES + DIRENT_BYTES + nameBytes);
  const plainBytes = aligned(DIRENT_BYTES + nameBytes);
  const requests: Request[] = [];
  // With `.` and `..`.
  for (let left = entries + 2, found = left; found > 0; left -= found) {
    const isFirst = requests.length === 0;
    const entryBytes = isFirst ? plusBytes : plainBytes;
    found = Math.min(left, Math.floor(buffer / entryBytes));
    // The larger buffer is an argument, which lies in one piece; the page is a page.
    const room = byCount ? { replyBytes: buffer } : { payload: { direction: 'read', bytes: buffer, shift: 0 } as const };
    const reply = { ...room, comingBytes: found * entryBytes, work: { kind: 'list', entries: found } } as const;
    requests.push(fuseRequest(isFirst ? 'READDIRPLUS' : 'READDIR', reply));
  }
  return requests;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
