import type { WslVersions } from '../core/environment.ts';

type Part = keyof WslVersions;

export const NO_VERSIONS: WslVersions = {
  version: null,
  kernel: null,
  wslg: null,
  msrdc: null,
  direct3d: null,
  dxcore: null,
  windows: null,
};

/** Product names survive in every language that WSL speaks; the order matters, since `WSL` is part of `WSLg`. */
const LABELS: readonly (readonly [string, Part])[] = [
  ['wslg', 'wslg'],
  ['msrdc', 'msrdc'],
  ['direct3d', 'direct3d'],
  ['dxcore', 'dxcore'],
  ['windows', 'windows'],
  ['wsl', 'version'],
];

/**
 * `wsl.exe --version` in any language: the value follows the last ASCII or full-width colon (zh-TW), and the one label without a
 * product name is the kernel's. That kernel is the packaged one, not the one that runs (microsoft/WSL#8690).
 */
export function parseWslVersion(text: string): WslVersions {
  const found: Partial<Record<Part, string>> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^(.*)[:：]\s*(\d+(?:\.\d+)+\S*)\s*$/u.exec(line);
    if (match === null) continue;
    const label = (match[1] ?? '').toLowerCase();
    const part = LABELS.find(([word]) => label.includes(word))?.[1] ?? 'kernel';
    found[part] ??= match[2] ?? '';
  }
  return { ...NO_VERSIONS, ...found };
}

export function hasAnyVersion(versions: WslVersions): boolean {
  return Object.values(versions).some((value) => value !== null);
}

/** `wslinfo --version` prints the bare number. */
export function parseWslinfoVersion(text: string): string | null {
  return /^\s*(\d+(?:\.\d+){1,3})\s*$/.exec(text)?.[1] ?? null;
}

/** English text of MessageSwiotlbKernelUnsupported, the only sign on Windows' side that the pool was asked for in vain; it is localised. */
export function saysKernelLacksPool(text: string): boolean {
  return text.includes('missing a patch that significantly improves virtio device performance');
}
