import type { Environment } from '../core/environment.ts';
import type { Finding } from '../core/finding.ts';
import type { Mount } from '../core/mount.ts';
import { bold, cyan, dim, green, red, yellow } from './colour.ts';
import { terminalText } from './terminal-text.ts';

/** Columns: fits beside an editor, and two of them on a wide screen. */
const WIDTH = 110;
/** Beyond this a text is no help; the whole text is in --json. */
const LONGEST_CELL = 240;
/** More mounts or reasons than this hide the rest of the page. */
const MOST_MOUNTS = 20;
const MOST_REASONS = 8;

/** The document of `doctor` for people: what runs, what to do about it, what could not be read. */
export function doctorText(environment: Environment): string {
  const sections = [
    headline(environment),
    facts(environment),
    mounts(environment),
    findings(environment),
    unreadable(environment),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ source, capturedAt }: Environment): string[] {
  const when = capturedAt === null ? 'at an unknown time' : shown(capturedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'));
  return [`${bold('mntbench doctor')}  ${dim(source === 'live' ? `this machine, ${when}` : `from a folder, captured ${when}`)}`];
}

function facts(environment: Environment): string[] {
  const { kernel, kernelBuild, wsl, dmaPool, machine, tools, platformEvidence } = environment;
  const rows: [string, string | null, readonly (string | null)[]][] = [
    ['platform', environment.platform, platformEvidence.slice(0, 3)],
    ['kernel', kernel.release, [stockHint(environment), kernel.build, kernelBuild.family, named('LTO', kernelBuild.lto)]],
    ['WSL', wsl === null ? null : (wsl.version ?? 'version unknown'), wsl === null ? [] : wslDetails(environment)],
    ['DMA pool', dmaPool.state, [dmaPool.sizeBytes === null ? null : bytes(dmaPool.sizeBytes), ...dmaPool.evidence]],
    ['machine', machine.cpuModel, machineDetails(environment)],
    ['tools', null, [named('node', tools.node), named('npm', tools.npm), named('git', tools.git)]],
  ];
  const described = rows
    .map(([label, value, details]) => [label, value, details.filter((detail) => detail !== null)] as const)
    // A machine without WSL needs no line that says so.
    .filter(([label, value, details]) => value !== null || details.length > 0 || (label !== 'WSL' && label !== 'tools'));
  const width = Math.max(...described.map(([label]) => label.length));
  return described.flatMap(([label, value, details]) => {
    const name = value === null ? '' : shown(value);
    const [first = '', ...more] = wrapped(
      [name, shown(details.join(', '))].filter((part) => part !== '').join('  '),
      WIDTH - width - 4,
    );
    const emphasised = name !== '' && first.startsWith(name) ? bold(name) + first.slice(name.length) : first;
    return [
      `  ${dim(label.padEnd(width))}  ${first === '' ? dim('unknown') : emphasised}`,
      ...more.map((line) => ' '.repeat(width + 4) + line),
    ];
  });
}

function stockHint({ kernel, platform }: Environment): string | null {
  if (platform === 'linux' || platform === 'lab' || kernel.nameLooksStock === null) return null;
  return kernel.nameLooksStock && kernel.builderLooksStock !== false ? 'looks stock' : 'probably custom';
}

function wslDetails({ wsl, wslFrom }: Environment): (string | null)[] {
  return [
    named('packaged kernel', wsl?.kernel ?? null),
    named('Windows', wsl?.windows ?? null),
    wslFrom === 'wsl.exe' ? null : `from ${wslFrom}`,
  ];
}

function machineDetails({ machine, emulated, elevated }: Environment): (string | null)[] {
  return [
    machine.cpus === null ? null : `${machine.cpus} processors`,
    machine.memoryBytes === null ? null : bytes(machine.memoryBytes),
    named('load', machine.loadAverages?.[0] ?? null),
    named('clock', machine.clockSource),
    named('governor', machine.governor),
    machine.virtualisation === null || machine.virtualisation === 'none' ? null : named('virtualised by', machine.virtualisation),
    emulated === true ? 'emulated' : null,
    elevated === true ? 'as root' : null,
  ];
}

const SHOWN_ROLES: ReadonlySet<Mount['role']> = new Set(['windows', 'native']);
const SHOWN_TRANSPORTS: ReadonlySet<Mount['transport']> = new Set([
  '9p-socket',
  '9p-virtio',
  'virtiofs',
  'drvfs',
  'network',
  null,
]);
const MEMORY_PLACES: ReadonlySet<string> = new Set(['/dev/shm', '/tmp']);
const QUIET_PLACES = /^\/(?:mnt\/wslg?|snap|var\/lib\/docker|run)(?:\/|$)/;

function mounts({ mounts: all, mountsFrom }: Environment): string[] {
  if (mountsFrom === null) return [bold('Mounts'), `  ${dim('none readable')}`];
  // Of two mounts at one place only the later one can be seen.
  const wanted = [...new Map(all.map((mount) => [mount.mountPoint, mount])).values()].filter(matters);
  const listed = wanted.slice(0, MOST_MOUNTS);
  const rows = listed.map((mount) => [
    shown(mount.mountPoint),
    mount.transport ?? 'unknown',
    shown(mount.windowsPath ?? (mount.role === 'windows' ? 'Windows path unknown' : `${mount.fstype} ${mount.source}`)),
    shown(mountDetails(mount).join(' ')),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const [point = '', transport = '', shows = '', details = ''] = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const emphasis = listed[index]?.role === 'windows' ? bold : (text: string) => text;
    const start = `  ${emphasis(point)}  ${colourOf(listed[index])(transport)}`;
    return details === '' ? `${start}  ${shows.trimEnd()}` : `${start}  ${shows}  ${dim(details)}`;
  });
  const rest = all.length - listed.length;
  return [bold('Mounts'), ...lines, ...(rest > 0 ? [dim(`  and ${rest} others that are no targets`)] : [])];
}

function matters(mount: Mount): boolean {
  if (MEMORY_PLACES.has(mount.mountPoint)) return true;
  if (mount.mountPoint === '/') return true;
  if (mount.role === 'wsl-internal' || QUIET_PLACES.test(mount.mountPoint)) return false;
  return SHOWN_ROLES.has(mount.role) || SHOWN_TRANSPORTS.has(mount.transport);
}

function mountDetails(mount: Mount): string[] {
  return [
    mount.cache === null ? null : `cache=${mount.cache}`,
    mount.msize === null ? null : `msize=${bytes(mount.msize)}`,
    mount.tagKind === null ? null : `tag=${mount.tagKind}`,
    mount.subPath !== null && mount.subPath !== '/' && mount.tagKind !== 'aggregate' ? `bind of ${mount.subPath}` : null,
    mount.readOnly ? 'read-only' : null,
    mount.sync ? 'sync' : null,
    mount.dirsync ? 'dirsync' : null,
    mount.metadata ? 'metadata' : null,
    mount.optionsTruncated ? 'options cut' : null,
  ].filter((detail) => detail !== null);
}

function colourOf(mount: Mount | undefined): (text: string) => string {
  if (mount?.transport === null) return yellow;
  return mount?.role === 'windows' ? cyan : (text) => text;
}

const MARKS = {
  error: red('✗ error'),
  warn: yellow('! warn '),
  info: dim('· info '),
} as const satisfies Record<Finding['severity'], string>;
const INDENT = ' '.repeat(10);

function findings({ findings: all }: Environment): string[] {
  if (all.length === 0) return [bold('Findings'), `  ${green('nothing to report')}`];
  return [
    bold('Findings'),
    ...all.flatMap((finding) => [
      ...hanging(`  ${MARKS[finding.severity]} `, finding.message, (text) => text),
      ...hanging(INDENT, finding.evidence, dim),
      ...hanging(`${INDENT}${cyan('→')} `, finding.remedy, (text) => text, 2),
    ]),
  ];
}

function hanging(start: string, text: string, style: (line: string) => string, extra = 0): string[] {
  const lines = wrapped(shown(text), WIDTH - INDENT.length - extra);
  return lines.map((line, index) => (index === 0 ? start : ' '.repeat(INDENT.length + extra)) + style(line));
}

/** At spaces; a longer word, such as a path, keeps its line to itself. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** By reason, since one locked file leaves several gaps. */
function unreadable(environment: Environment): string[] {
  const ofWsl = environment.platform === 'linux' || environment.platform === 'lab' ? /^(?:wsl|wslFrom|settings)\b/ : null;
  const unavailable = environment.unavailable.filter(({ path }) => ofWsl?.test(path) !== true);
  if (unavailable.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { path, reason } of unavailable) byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  const lines = [...byReason].slice(0, MOST_REASONS).map(([reason, paths]) => {
    const first = paths.slice(0, 3).join(', ');
    return dim(`  ${shown(paths.length > 3 ? `${first} and ${paths.length - 3} more` : first)}: ${shown(reason)}`);
  });
  const rest = byReason.size - MOST_REASONS;
  return [
    bold(`Not readable (${unavailable.length})`),
    ...lines,
    ...(rest > 0 ? [dim(`  and ${rest} other reasons; --json shows all`)] : []),
  ];
}

function named(name: string, value: string | number | null): string | null {
  return value === null ? null : `${name} ${value}`;
}

function shown(text: string): string {
  const safe = terminalText(text);
  return safe.length > LONGEST_CELL ? `${safe.slice(0, LONGEST_CELL - 1)}…` : safe;
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  return `${Number((value / 1024 ** power).toFixed(1))} ${UNITS[power]}`;
}
