import type { Redact } from '../../core/redaction.ts';
import { relevantLines } from '../kernel-log.ts';
import { builderLooksStock, parseProcVersion } from '../kernel-release.ts';

/** Files in which more than names must go. Each keeps all that detection reads. */
const BY_FILE: Readonly<Record<string, (text: string) => string>> = {
  '/proc/cmdline': redactCmdline,
  '/proc/version': redactBuilder,
  '/proc/self/status': (text) => linesOf(text, /^Uid:/),
  // ARM boards print a serial number.
  '/proc/cpuinfo': (text) => linesOf(text, /^(?:processor|model name|Model|cpu model|flags|vendor_id)\s*:/),
  '/proc/meminfo': (text) => linesOf(text, /^MemTotal:/),
  'commands/dmesg': (text) => relevantLines(text).split('\n').map(redactLogLine).join('\n'),
};

export function redactFile(path: string, text: string, redact: Redact): string {
  const special =
    path.endsWith('/.wslconfig') || path === 'commands/wslconfig' || path === '/etc/wsl.conf' ? redactConfig : BY_FILE[path];
  return redact(special === undefined ? text : special(text));
}

/** Parameters whose values are known to name nobody; of any other one only the name is kept. */
const HARMLESS =
  /^(?:initrd=\\initrd\.img|WSL_\w+=\d|panic=-?\d+|nr_cpus=\d+|swiotlb=[\w,]+|hv_[\w.]+=\w+|console=\w+|pty\.legacy_count=\d+|printk\.devkmsg=\w+|page_reporting\.\w+=\d+|psi=\d|mntbench_\w+=[\w.-]+|mitigations=[\w,]+|transparent_hugepage=\w+)$/;

function redactCmdline(text: string): string {
  // What follows ` -- ` are the arguments of init.
  return text
    .replace(/ -- [^\n]*/, '')
    .replace(/\S+/g, (word) =>
      HARMLESS.test(word) || !word.includes('=') ? word : `${word.slice(0, word.indexOf('='))}=redacted`,
    );
}

/** Who builds a kernel at home is a person at a machine. */
function redactBuilder(text: string): string {
  const { builder } = parseProcVersion(text);
  return builder === null || builderLooksStock(builder) ? text : text.replace(`(${builder})`, '(builder@host)');
}

function redactLogLine(line: string): string {
  const command = /^(.*ommand line: )(.*)$/.exec(line);
  if (command !== null) return `${command[1]}${redactCmdline(command[2] ?? '')}`;
  const version = line.indexOf('Linux version ');
  return version < 0 ? line : line.slice(0, version) + redactBuilder(line.slice(version));
}

const PATH_VALUE =
  /^(\s*(?:kernel|kernelModules|swapFile|debugConsoleLogFile|crashDumpFolder|distributionInstallPath|systemDistro|command|logFile|root)\s*=\s*)(.*)$/i;
const NAME_VALUE = /^(\s*(?:default|hostname|macAddress|dnsTunnelingIpAddress|vmSwitch|kernelCommandLine)\s*=\s*)(.*)$/i;

/**
 * Values that are paths or names lose their letters and digits, but no separator, quote, comment or backslash with what follows it:
 * whether WSL takes the line or drops it must stay the same.
 */
function redactConfig(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const match = PATH_VALUE.exec(line) ?? NAME_VALUE.exec(line);
      return match === null ? line : `${match[1]}${scrambled(match[2] ?? '')}`;
    })
    .join('\n');
}

function scrambled(value: string): string {
  return value.replace(/\\.|[\p{L}\p{N}]/gu, (piece) => (piece.startsWith('\\') ? piece : 'x'));
}

function linesOf(text: string, wanted: RegExp): string {
  const lines = text.split('\n').filter((line) => wanted.test(line));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
