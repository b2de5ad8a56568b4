import { statfsSync } from 'node:fs';

/** What is free on a file system; inodes null where there is no limit or the answer is made up. */
export interface Space {
  readonly freeBytes: number;
  readonly freeInodes: number | null;
}

/** f_type of statfs(2) for 9P (V9FS_MAGIC): its inode counts are made up (999 of 1,000,000). */
const V9FS_MAGIC = 0x01021997;

export function spaceOn(path: string): Space {
  const space = statfsSync(path);
  return {
    freeBytes: space.bavail * space.bsize,
    freeInodes: space.type === V9FS_MAGIC || space.files === 0 ? null : space.ffree,
  };
}
