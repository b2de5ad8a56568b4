import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Root has its own mounts by CAP_SYS_ADMIN; others in a user namespace, where the machine allows that. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm'];

/** Why tests cannot mount anything here; null when they can. */
export function whyNoMounts(): string | null {
  const parent = mkdtempSync(join(tmpdir(), 'mntbench-mount-'));
  const folder = join(parent, 'folder');
  mkdirSync(folder);
  const [file, ...args] = mounting(folder, 'size=4k');
  const { status, error, stderr } = spawnSync(file as string, [...args, 'true'], { encoding: 'utf8' });
  rmSync(parent, { recursive: true });
  return status === 0 ? null : `no private mounts here: ${error?.message ?? stderr.trim()}`;
}

/**
 * A wrapper for the program: it runs with a tmpfs of its own on a folder that nobody else sees. What lies there when the program
 * ended is listed in `<folder>.after`, and its process number stands in `<folder>.pid`.
 */
export function mounting(folder: string, options: string, prepare = 'true'): string[] {
  const script = `folder=$1; shift
mount -t tmpfs -o ${options} none "$folder" && (${prepare}) || exit 99
"$@" & echo $! > "$folder.pid"; trap "" INT; wait $!; code=$?
(cd "$folder" && find . -mindepth 1) > "$folder.after"
exit $code`;
  return [...UNSHARE, 'sh', '-c', script, 'sh', folder];
}
