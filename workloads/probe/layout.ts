import { flatPath } from '../inputs/flat-path.ts';

/** Where the probe's files are. Names have a fixed length, since their bytes are part of every request. */
export const LEAF = 'leaf';
export const MISSING = 'gone';
export const FSYNC_FILE = 'sync';
export const CREATED = 'created';
export const RENAMED = 'renamed';

/** The directory `depth` levels below the fixture, all in one chain: `n1/n2/n3`. Empty for the fixture itself. */
export function chain(depth: number): string {
  return Array.from({ length: depth }, (_, index) => `n${index + 1}`).join('/');
}

export function atDepth(fixture: string, depth: number, name: string): string {
  return flatPath(fixture, depth === 0 ? name : `${chain(depth)}/${name}`);
}

export function listed(fixture: string, entries: number): string {
  return flatPath(fixture, `list-${entries}`);
}

export function entryName(index: number): string {
  return `entry-${String(index).padStart(6, '0')}`;
}

/** The file that all threads share; reading and writing never use the same one. */
export function sharedFile(fixture: string, direction: 'read' | 'write'): string {
  return flatPath(fixture, `${direction}-all`);
}

export function ownFile(fixture: string, direction: 'read' | 'write', thread: number): string {
  return flatPath(fixture, `${direction}-${String(thread).padStart(3, '0')}`);
}

export function createdFile(directory: string, index: number): string {
  return flatPath(directory, `${CREATED}/${entryName(index)}`);
}

export function renameFrom(directory: string, index: number): string {
  return flatPath(directory, `${RENAMED}/${entryName(index)}.a`);
}

export function renameTo(directory: string, index: number): string {
  return flatPath(directory, `${RENAMED}/${entryName(index)}.b`);
}
