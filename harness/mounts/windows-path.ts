/**
 * The Windows path of a share root plus the part of it that is mounted. `C:` and `C:\` are the same share, forward slashes occur in
 * `path=` of hand-made mounts, and `UNC\server\share` is WSL's spelling of `\\server\share`.
 */
export function windowsPath(share: string | null, subPath: string | null): string | null {
  const root = share === null ? null : normalise(share);
  if (root === null) return null;
  const below = (subPath ?? '/').split('/').filter((part) => part !== '');
  if (below.length === 0) return root;
  return `${root.endsWith('\\') ? root : `${root}\\`}${below.join('\\')}`;
}

function normalise(share: string): string | null {
  const text = share.replaceAll('/', '\\');
  const drive = /^([A-Za-z]):\\*(.*)$/s.exec(text);
  if (drive) return `${(drive[1] ?? '').toUpperCase()}:\\${withoutTrailing(drive[2] ?? '')}`;
  const unc = /^(?:UNC\\|\\\\)(?!\\)(.+)$/is.exec(text);
  return unc ? `\\\\${withoutTrailing(unc[1] ?? '')}` : null;
}

function withoutTrailing(text: string): string {
  return text.replace(/\\+$/, '');
}
