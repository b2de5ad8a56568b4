import type { ConfigFile, ConfigWarning } from '../core/environment.ts';
import { parseConfigText } from './config-file.ts';

type Value = string | number | boolean;
type Kind = 'boolean' | 'integer' | 'size' | 'text';

/** `section.key` in WSL's spelling → kind. */
export type KeyTable = Readonly<Record<string, Kind>>;

/** src/windows/common/WslCoreConfig.cpp, and keys of earlier releases that it still accepts. */
export const WSLCONFIG_KEYS: KeyTable = {
  'wsl2.kernel': 'text',
  'wsl2.kernelModules': 'text',
  'wsl2.kernelCommandLine': 'text',
  'wsl2.memory': 'size',
  'wsl2.processors': 'integer',
  'wsl2.swap': 'size',
  'wsl2.swapFile': 'text',
  'wsl2.virtiofs': 'boolean',
  'wsl2.virtio9p': 'boolean',
  'wsl2.virtio': 'boolean',
  'wsl2.hostFileSystemAccess': 'boolean',
  'wsl2.networkingMode': 'text',
  'wsl2.localhostForwarding': 'boolean',
  'wsl2.dnsTunneling': 'boolean',
  'wsl2.dnsProxy': 'boolean',
  'wsl2.firewall': 'boolean',
  'wsl2.autoProxy': 'boolean',
  'wsl2.macAddress': 'text',
  'wsl2.vmSwitch': 'text',
  'wsl2.debugConsole': 'boolean',
  'wsl2.debugConsoleLogFile': 'text',
  'wsl2.earlyBootLogging': 'boolean',
  'wsl2.safeMode': 'boolean',
  'wsl2.vmIdleTimeout': 'integer',
  'wsl2.gpuSupport': 'boolean',
  'wsl2.guiApplications': 'boolean',
  'wsl2.nestedVirtualization': 'boolean',
  'wsl2.hardwarePerformanceCounters': 'boolean',
  'wsl2.pageReporting': 'boolean',
  'wsl2.defaultVhdSize': 'size',
  'wsl2.isolateDistroCgroup': 'boolean',
  'wsl2.kernelBootTimeout': 'integer',
  'wsl2.mountDeviceTimeout': 'integer',
  'wsl2.distributionStartTimeout': 'integer',
  'wsl2.maxCrashDumpCount': 'integer',
  'wsl2.crashDumpFolder': 'text',
  'wsl2.systemDistro': 'text',
  'general.instanceIdleTimeout': 'integer',
  'general.distributionInstallPath': 'text',
  'experimental.swiotlb': 'size',
  'experimental.virtioFsAggregateShares': 'boolean',
  'experimental.autoMemoryReclaim': 'text',
  'experimental.sparseVhd': 'boolean',
  'experimental.bestEffortDnsParsing': 'boolean',
  'experimental.dnsTunnelingIpAddress': 'text',
  'experimental.initialAutoProxyTimeout': 'integer',
  'experimental.ignoredPorts': 'text',
  'experimental.hostAddressLoopback': 'boolean',
  'experimental.networkingMode': 'text',
  'experimental.dnsTunneling': 'boolean',
  'experimental.firewall': 'boolean',
  'experimental.autoProxy': 'boolean',
};

export const WSL_CONF_KEYS: KeyTable = {
  'automount.enabled': 'boolean',
  'automount.root': 'text',
  'automount.options': 'text',
  'automount.mountFsTab': 'boolean',
  'automount.cgroups': 'text',
  'automount.ldconfig': 'boolean',
  'filesystem.umask': 'text',
  'fileServer.enabled': 'boolean',
  'fileServer.logFile': 'text',
  'fileServer.logLevel': 'integer',
  'fileServer.logTruncate': 'boolean',
  'network.generateHosts': 'boolean',
  'network.generateResolvConf': 'boolean',
  'network.hostname': 'text',
  'interop.enabled': 'boolean',
  'interop.appendWindowsPath': 'boolean',
  'gpu.enabled': 'boolean',
  'gpu.appendLibPath': 'boolean',
  'boot.command': 'text',
  'boot.systemd': 'boolean',
  'boot.initTimeout': 'integer',
  'boot.protectBinfmt': 'boolean',
  'user.default': 'text',
  'time.useWindowsTimezone': 'boolean',
};

/** A garbage file must not fill the document. */
const MOST_WARNINGS = 50;
/** Settings hold no secrets that matter here, but a document is no place for a page of text. */
const LONGEST_VALUE = 1000;

const PARSERS = { boolean: parseBoolean, integer: parseInteger, size: parseSize, text: parseTextValue } as const satisfies Record<
  Kind,
  (text: string) => Value | null
>;

/** What WSL makes of the file. First occurrence wins, valid or not: a second one is ignored even when the first was nonsense. */
export function readConfig(path: string, content: string, keys: KeyTable): ConfigFile {
  const { assignments, warnings: dropped } = parseConfigText(content);
  const spelling = new Map(Object.keys(keys).map((key) => [key.toLowerCase(), key]));
  const warnings: ConfigWarning[] = [...dropped];
  const values: Record<string, Value> = {};
  const firstLine = new Map<string, number>();
  for (const { key: written, value, line } of assignments) {
    const shown = written.slice(0, 80);
    const key = spelling.get(written.toLowerCase());
    const kind = key === undefined ? undefined : keys[key];
    if (key === undefined || kind === undefined) {
      warnings.push({ code: 'unknown-key', line, message: `${shown} is no setting of WSL` });
      continue;
    }
    const earlier = firstLine.get(key);
    if (earlier !== undefined) {
      warnings.push({ code: 'duplicate', line, message: `${shown} was set in line ${earlier}, and the first one counts` });
      continue;
    }
    firstLine.set(key, line);
    const parsed = PARSERS[kind](value);
    if (parsed === null) {
      warnings.push({
        code: 'invalid-value',
        line,
        message: `${shown}=${value.slice(0, 80)} is no ${NAMES[kind]}, so the default holds`,
      });
    } else values[key] = parsed;
  }
  warnings.sort((a, b) => a.line - b.line);
  return { path, values, warnings: bounded(warnings) };
}

const NAMES = {
  boolean: 'boolean (true, false, 1 or 0)',
  integer: 'whole number',
  size: 'size (digits and B, KB, MB, GB or TB in capitals)',
  text: 'text',
} as const satisfies Record<Kind, string>;

function bounded(warnings: readonly ConfigWarning[]): ConfigWarning[] {
  const kept = warnings.slice(0, MOST_WARNINGS);
  const next = warnings[MOST_WARNINGS];
  if (next !== undefined) kept.push({ code: 'more', line: next.line, message: `and ${warnings.length - MOST_WARNINGS} more` });
  return kept;
}

function parseBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
}

/** strtol() with base 0, to a C int. */
function parseInteger(text: string): number | null {
  const match = /^\s*([+-]?)(?:0x([0-9a-f]+)|0([0-7]*)|([1-9]\d*))$/i.exec(text);
  if (match === null) return null;
  const [, sign, hex, octal, decimal] = match;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal || '0', 8)
        : Number.parseInt(decimal ?? '', 10);
  const value = sign === '-' ? -size : size;
  return value >= -(2 ** 31) && value < 2 ** 31 ? value + 0 : null;
}

const SHIFTS: Readonly<Record<string, number>> = { '': 0, B: 0, K: 10, KB: 10, M: 20, MB: 20, G: 30, GB: 30, T: 40, TB: 40 };

/** ParseMemorySize() of src/shared/inc/stringshared.h: capitals only, no space before the unit. */
function parseSize(text: string): number | null {
  const match = /^\s*(\d+)([A-Z]*)$/.exec(text);
  const shift = SHIFTS[match?.[2] ?? '-'];
  if (match === null || shift === undefined) return null;
  const value = Number(match[1]) * 2 ** shift;
  return Number.isSafeInteger(value) ? value : null;
}

function parseTextValue(text: string): string {
  return text.slice(0, LONGEST_VALUE);
}
