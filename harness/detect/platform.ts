import type { Platform } from '../core/environment.ts';
import type { Mount } from '../core/mount.ts';
import { type KernelParameters, LAB_PARAMETER } from './cmdline.ts';
import { WSL1_RELEASE } from './kernel-release.ts';

export interface PlatformSigns {
  readonly release: string | null;
  readonly parameters: KernelParameters | null;
  readonly mounts: readonly Mount[];
  /** /run/WSL or the binfmt entry of Windows programs: only a distribution of WSL has them, not a container in one. */
  readonly hasRunWsl: boolean;
  readonly hasInteropEntry: boolean;
  /** /.dockerenv or /run/.containerenv. */
  readonly hasContainerFile: boolean;
  /** `wsl.exe`, `wslinfo` or the kernel log named a WSL version. */
  readonly hasWslVersion: boolean;
  readonly networkingMode: string | null;
}

interface Sign {
  readonly shows: 'lab' | 'wsl1' | 'wsl-kernel' | 'distribution' | 'container';
  readonly sentence: string;
  readonly seen: (signs: PlatformSigns) => boolean;
}

const rootIs = (signs: PlatformSigns, ...types: readonly string[]): boolean =>
  types.includes(signs.mounts.findLast((mount) => mount.mountPoint === '/')?.fstype ?? '');

/** Absence proves nothing (sudo, cron and ssh lose WSL's variables), so only what is there counts, and no variable does. */
const SIGNS: readonly Sign[] = [
  {
    shows: 'lab',
    sentence: `the kernel command line has ${LAB_PARAMETER}`,
    seen: (signs) => signs.parameters?.startedByLab === true,
  },
  { shows: 'wsl1', sentence: 'the kernel release is that of WSL1', seen: (signs) => WSL1_RELEASE.test(signs.release ?? '') },
  { shows: 'wsl1', sentence: 'the root file system is lxfs or wslfs', seen: (signs) => rootIs(signs, 'lxfs', 'wslfs') },
  // WSL2 mounts `-t drvfs` as 9p or virtiofs, so the type itself is only ever seen on WSL1.
  {
    shows: 'wsl1',
    sentence: 'a mount has the type drvfs',
    seen: (signs) => signs.mounts.some((mount) => mount.fstype === 'drvfs'),
  },
  { shows: 'wsl1', sentence: 'wslinfo says wsl1', seen: (signs) => signs.networkingMode === 'wsl1' },
  {
    shows: 'wsl-kernel',
    sentence: 'the kernel release names Microsoft',
    seen: (signs) => /microsoft/i.test(signs.release ?? ''),
  },
  {
    shows: 'wsl-kernel',
    sentence: 'the kernel command line is one of WSL',
    seen: (signs) => signs.parameters?.startedByWsl === true,
  },
  {
    shows: 'wsl-kernel',
    sentence: 'a mount is a share of WSL',
    seen: (signs) => signs.mounts.some((mount) => mount.role === 'windows' || mount.role === 'wsl-internal'),
  },
  {
    shows: 'wsl-kernel',
    sentence: 'WSLg is mounted at /mnt/wslg',
    seen: ({ mounts }) => mounts.some(({ mountPoint }) => mountPoint === '/mnt/wslg' || mountPoint.startsWith('/mnt/wslg/')),
  },
  { shows: 'wsl-kernel', sentence: 'a WSL version was reported', seen: (signs) => signs.hasWslVersion },
  { shows: 'distribution', sentence: '/run/WSL exists', seen: (signs) => signs.hasRunWsl },
  { shows: 'distribution', sentence: 'Windows programs can be started (WSLInterop)', seen: (signs) => signs.hasInteropEntry },
  {
    shows: 'distribution',
    sentence: '/init is a mount of WSL',
    seen: ({ mounts }) =>
      mounts.some(({ mountPoint, fstype, aname }) => mountPoint === '/init' && (fstype === 'rootfs' || aname === 'tools')),
  },
  { shows: 'container', sentence: '/.dockerenv or /run/.containerenv exists', seen: (signs) => signs.hasContainerFile },
  { shows: 'container', sentence: 'the root file system is an overlay', seen: (signs) => rootIs(signs, 'overlay') },
  {
    shows: 'container',
    sentence: 'a drive is mounted for Docker Desktop (symlinkroot=/mnt/host/)',
    seen: (signs) => signs.mounts.some((mount) => mount.symlinkRoot?.startsWith('/mnt/host') === true),
  },
];

export function platformOf(signs: PlatformSigns): { readonly platform: Platform; readonly evidence: string[] } {
  const seen = SIGNS.filter((sign) => sign.seen(signs));
  const shows = (what: Sign['shows']): boolean => seen.some((sign) => sign.shows === what);
  return { platform: decide(shows), evidence: seen.map((sign) => sign.sentence) };
}

function decide(shows: (what: Sign['shows']) => boolean): Platform {
  if (shows('lab')) return 'lab';
  if (shows('wsl1')) return 'wsl1';
  // WSLg's system distribution has an overlay root too: what only a distribution has goes first.
  if (shows('distribution')) return 'wsl2';
  if (!shows('wsl-kernel')) return 'linux';
  return shows('container') ? 'container-in-wsl' : 'wsl2';
}
