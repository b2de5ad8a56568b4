import { CHANNEL, MOUNT_OF } from './guest-places.ts';
import { quoted } from './quoted.ts';

/** The guest has the host's root, but these folders are its own. */
const COVERED = ['/tmp', '/run', '/mnt'];
/** What the host has there is of its kernel, or would lie in the way of what is measured. */
const NEVER = ['/dev', '/proc', '/sys', CHANNEL, ...Object.values(MOUNT_OF)];
/** Where the root is seen without what covers it. */
const UNCOVERED = '/run/mntbench-host';

/** Why a folder of the host cannot be shown in the guest; null when it can. */
export function whyNeverInGuest(path: string): string | null {
  const own = [...NEVER, UNCOVERED].find((folder) => isBelow(path, folder));
  if (own !== undefined) return `${own} is the guest's own`;
  return COVERED.includes(path) ? `the whole of ${path} is the guest's own` : null;
}

/** For the shell in the guest: puts folders and files of the host that the guest's own folders cover back into their places. */
export function uncover(paths: readonly string[]): string {
  const covered = [...new Set(paths)].filter((path) => COVERED.some((folder) => isBelow(path, folder)));
  if (covered.length === 0) return '';
  const each = covered.map((path) => `mkdir -p ${quoted(path)} && mount --bind ${quoted(UNCOVERED + path)} ${quoted(path)}`);
  return [`mkdir ${UNCOVERED}`, `mount --bind / ${UNCOVERED}`, ...each].join(' && ').concat(' || exit 1; ');
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
