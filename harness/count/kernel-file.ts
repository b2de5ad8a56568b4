import { readFileSync, statfsSync } from 'node:fs';
import { errorCode } from '../core/errors.ts';

/** Text of a file that the kernel makes up, or why there is none. */
export type Reading = { readonly text: string } | { readonly reason: string };

export function readKernelFile(path: string): Reading {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { reason: whyNot(path, error) };
  }
}

/** One sentence for a person. */
export function whyNot(path: string, error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return `${path} does not exist on this kernel`;
  return code === 'EACCES' || code === 'EPERM' ? `${path} needs root` : `${path}: ${code ?? 'unreadable'}`;
}

/** f_type of statfs(2), from include/uapi/linux/magic.h. */
const MAGIC = { debugfs: 0x64626720, tracefs: 0x74726163 } as const;

/** Nothing is mounted by us: that would change the machine. */
export function isMounted(kind: keyof typeof MAGIC, path: string): boolean {
  try {
    return statfsSync(path).type === MAGIC[kind];
  } catch {
    return false; // No such folder, or none that this user may look at.
  }
}

export function howToMount(kind: keyof typeof MAGIC, path: string): string {
  return `${kind} is not mounted; to mount it: sudo mount -t ${kind} ${kind} ${path}`;
}
