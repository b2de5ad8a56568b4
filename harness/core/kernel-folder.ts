/** A release such as `6.18.33.2-microsoft-standard-WSL2+` as a folder name; a custom kernel may call itself anything. */
export function kernelFolder(release: string | null): string {
  const safe = (release ?? 'unknown-kernel').replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);
  return /^\.+$/.test(safe) || safe === '' ? '_' : safe;
}
