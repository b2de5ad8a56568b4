/** An entry of an initramfs. Folders come before what lies in them. */
export interface CpioEntry {
  readonly path: string;
  /** Null for a folder. */
  readonly content: Buffer | null;
  readonly executable: boolean;
}

const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;
const PROGRAM_MODE = 0o100755;

/**
 * The `newc` format, the only one that the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst). Written here
 * because the program of that name would need a folder on the disk, and gives the same archive other times on every boot.
 */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const trailer: CpioEntry = { path: 'TRAILER!!!', content: Buffer.alloc(0), executable: false };
  return Buffer.concat([...entries, trailer].flatMap((entry, index) => record(entry, index + 1)));
}

function record({ path, content, executable }: CpioEntry, inode: number): Buffer[] {
  const mode = content === null ? FOLDER_MODE : executable ? PROGRAM_MODE : FILE_MODE;
  const name = Buffer.from(`${path}\0`);
  const body = content ?? Buffer.alloc(0);
  // inode, mode, uid, gid, links, time, size, device (2), device of a special file (2), length of the name, checksum
  const fields = [inode, mode, 0, 0, 1, 0, body.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, padding(header.length + name.length), body, padding(body.length)];
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}
