import type { Environment, KernelLog } from '../core/environment.ts';
import { decodeText } from './decode-text.ts';
import { contentOf, type Reading, reasonOf, type Sources } from './sources/sources.ts';
import type { Gaps } from './unavailable.ts';
import { hasAnyVersion, NO_VERSIONS, parseWslinfoVersion, parseWslVersion, saysKernelLacksPool } from './wsl-version.ts';

export interface WslReading {
  readonly wsl: Environment['wsl'];
  readonly wslFrom: Environment['wslFrom'];
  readonly networkingMode: string | null;
  readonly hostWarned: boolean;
}

const NETWORKING_MODES: ReadonlySet<string> = new Set(['nat', 'bridged', 'mirrored', 'none', 'wsl1', 'virtioproxy', 'consomme']);

/** `interop`: Windows programs can be started, so that asking wsl.exe is worth its second. */
export async function readWsl(sources: Sources, interop: boolean, log: KernelLog | null, gaps: Gaps): Promise<WslReading> {
  const [windows, info, networking] = await Promise.all([
    sources.kind === 'folder' || interop ? sources.command('wsl.exe--version') : null,
    sources.command('wslinfo--version'),
    sources.command('wslinfo--networking-mode'),
  ]);
  const output = windows === null ? null : contentOf(windows);
  const answer = output === null ? '' : decodeText(output.stdout);
  const warnings = output === null ? '' : decodeText(output.stderr);
  const mode = (textOf(contentOf(networking)?.stdout) ?? '').trim();
  const networkingMode = NETWORKING_MODES.has(mode) ? mode : null;
  if (networkingMode === null) gaps.add('settings.networkingMode', reasonOf(networking, 'wslinfo named no mode that is known'));

  const reading = versionsOf(answer, textOf(contentOf(info)?.stdout), log);
  const why = noAnswer(windows, interop);
  if (reading.wsl === null) {
    gaps.add('wsl', why);
    gaps.add('wslFrom', why);
  } else gaps.explain('wsl', reading.wsl, reading.wslFrom === 'wsl.exe' ? 'wsl.exe did not print it' : why);
  return { ...reading, networkingMode, hostWarned: saysKernelLacksPool(warnings) || saysKernelLacksPool(answer) };
}

function noAnswer(windows: Reading<unknown> | null, interop: boolean): string {
  if (windows?.status === 'read') return 'wsl.exe printed no versions';
  if (!interop) return 'no output of wsl.exe: without WSLInterop no Windows program can be started';
  return windows?.reason ?? 'wsl.exe was not asked';
}

function versionsOf(answer: string, info: string | null, log: KernelLog | null): Pick<WslReading, 'wsl' | 'wslFrom'> {
  const full = parseWslVersion(answer);
  if (hasAnyVersion(full)) return { wsl: full, wslFrom: 'wsl.exe' };
  const version = info === null ? null : parseWslinfoVersion(info);
  const windows = log?.hostBuild ?? null;
  if (version !== null) return { wsl: { ...NO_VERSIONS, version, windows }, wslFrom: 'wslinfo' };
  if (log?.wslVersion != null) return { wsl: { ...NO_VERSIONS, version: log.wslVersion, windows }, wslFrom: 'kernel-log' };
  // Any guest of Hyper-V logs its host's build; only a kernel of WSL makes it the Windows that WSL runs on.
  if (windows !== null && /microsoft/i.test(log?.release ?? ''))
    return { wsl: { ...NO_VERSIONS, windows }, wslFrom: 'kernel-log' };
  return { wsl: null, wslFrom: null };
}

function textOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : decodeText(bytes);
}
