import type { ConfigFile, Settings } from '../core/environment.ts';
import type { Mount } from '../core/mount.ts';
import { windowsDrives } from '../mounts/candidate.ts';
import { readConfig, WSL_CONF_KEYS, WSLCONFIG_KEYS } from './config-values.ts';
import { decodeText } from './decode-text.ts';
import { contentOf, type Reading, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';

export type ConfigFiles = Pick<Settings, 'wslconfig' | 'wslConf' | 'asked'>;

/** Where `C:\` is mounted when the mounts do not say it. */
const USUAL_DRIVE = '/mnt/c';
/** Profiles on a shared machine; each costs a read across the boundary. */
const MOST_PROFILES = 20;

export async function readConfigFiles(
  sources: Sources,
  mounts: readonly Mount[],
  interop: boolean,
  gaps: Gaps,
): Promise<ConfigFiles> {
  const [wslconfig, conf] = await Promise.all([wslconfigFiles(sources, mounts, interop), sources.bytes('/etc/wsl.conf')]);
  const wslConf = conf.status === 'read' ? readConfig('/etc/wsl.conf', decodeText(conf.value), WSL_CONF_KEYS) : null;
  if (conf.status === 'missing') gaps.add('settings.wslConf', conf.reason);
  const [only] = wslconfig;
  const asked = only !== undefined && wslconfig.length === 1 ? askedFor(only) : null;
  if (asked === null) {
    gaps.add(
      'settings.asked',
      wslconfig.length === 0 ? 'no .wslconfig was found' : 'several .wslconfig files: nobody knows whose WSL runs',
    );
  }
  return { wslconfig, wslConf, asked };
}

async function wslconfigFiles(sources: Sources, mounts: readonly Mount[], interop: boolean): Promise<ConfigFile[]> {
  const drives = [...new Set([...windowsDrives(mounts).flatMap(driveOf), ['C:\\', USUAL_DRIVE] as const])];
  // Without a Windows drive there is nothing to look for, and /mnt/c may be anything.
  const onWindows = sources.kind === 'folder' || windowsDrives(mounts).length > 0;
  const owned = interop || sources.kind === 'folder' ? await ownProfile(sources, drives) : null;
  const given = contentOf(await sources.command('wslconfig'));
  const paths = owned !== null ? [owned] : onWindows ? await everyProfile(sources, [...new Set(drives.map(([, at]) => at))]) : [];
  const contents = await Promise.all(paths.map(async (path) => [path, await sources.bytes(path)] as const));
  return [
    ...(given === null ? [] : [configOf('commands/wslconfig.txt', given.stdout)]),
    ...contents.flatMap(([path, reading]: readonly [string, Reading<Uint8Array>]) =>
      reading.status === 'read' ? [configOf(path, reading.value)] : [],
    ),
  ];
}

function configOf(path: string, bytes: Uint8Array): ConfigFile {
  return readConfig(path, decodeText(bytes), WSLCONFIG_KEYS);
}

function driveOf(mount: Mount): readonly (readonly [string, string])[] {
  return mount.windowsPath !== null && /^[A-Z]:\\$/.test(mount.windowsPath) ? [[mount.windowsPath, mount.mountPoint]] : [];
}

/** %USERPROFILE% of the user who started WSL, as a path of this side. */
async function ownProfile(sources: Sources, drives: readonly (readonly [string, string])[]): Promise<string | null> {
  const output = contentOf(await sources.command('cmd.exe-userprofile'));
  const profile = /^([A-Z]:\\)(\S.*?)\s*$/im.exec(output === null ? '' : decodeText(output.stdout));
  const root = drives.find(([letter]) => letter === profile?.[1]?.toUpperCase())?.[1];
  return root === undefined ? null : `${root}/${(profile?.[2] ?? '').replaceAll('\\', '/')}/.wslconfig`;
}

async function everyProfile(sources: Sources, roots: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    roots.map(async (root) => {
      const names = contentOf(await sources.list(`${root}/Users`)) ?? [];
      return names.slice(0, MOST_PROFILES).map((name) => `${root}/Users/${name}/.wslconfig`);
    }),
  );
  return lists.flat();
}

/** WSL's defaults: WslCoreConfig.h. virtiofs stays false in every source read so far. */
function askedFor({ values }: ConfigFile): NonNullable<Settings['asked']> {
  const text = (key: string): string | null => (typeof values[key] === 'string' ? values[key] : null);
  const number = (key: string): number | null => (typeof values[key] === 'number' ? Math.max(0, values[key]) : null);
  const flag = (key: string, otherwise: boolean): boolean => (typeof values[key] === 'boolean' ? values[key] : otherwise);
  return {
    // virtio=false and safeMode switch virtiofs off, whatever else is asked.
    virtiofs: flag('wsl2.virtiofs', false) && flag('wsl2.virtio', true) && !flag('wsl2.safeMode', false),
    memoryBytes: number('wsl2.memory'),
    processors: number('wsl2.processors'),
    swapBytes: number('wsl2.swap'),
    kernel: text('wsl2.kernel'),
    kernelCommandLine: text('wsl2.kernelCommandLine'),
    networkingMode: (text('wsl2.networkingMode') ?? text('experimental.networkingMode') ?? 'nat').toLowerCase(),
    autoMemoryReclaim: text('experimental.autoMemoryReclaim') ?? 'dropCache',
    swiotlbBytes: number('experimental.swiotlb') ?? 0,
    virtioFsAggregateShares: flag('experimental.virtioFsAggregateShares', true),
  };
}
