/**
 * A path as one flat string. V8 keeps `a + b` as a pair of references and joins it at the first use, which would fall into the first
 * timed operation of every file.
 */
export function flatPath(root: string, relative: string): string {
  return Buffer.from(relative === '' ? root : `${root}/${relative}`).toString();
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
