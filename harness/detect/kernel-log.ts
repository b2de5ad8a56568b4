import type { KernelLog } from '../core/environment.ts';

const STAMP = /^(?:<\d+>)?\[\s*\d+\.\d+\]\s?/;

/** Lines that mean something here. A capture keeps these and no others, because a kernel log can name people, machines and devices. */
const LINES = {
  release: /^Linux version (\S+)/,
  cmdline: /^(?:Kernel c|C)ommand line: (.*)$/,
  wslVersion: /^WSL \(\d+[^)]*\): WSL version (\d+(?:\.\d+)+)/,
  // 5.15: build-major.minor-servicepack-branch.number; newer: major.minor.build.number-servicepack-branch (arch/x86/kernel/cpu/mshyperv.c)
  hostBuildOld: /^Hyper-V Host Build:(\d+)-(\d+)\.(\d+)-\d+-\d+\.(\d+)/,
  hostBuildNew: /^Hyper-V: Host Build (\d+)\.(\d+)\.(\d+)\.(\d+)/,
  virtiofsTag: /^virtiofs virtio\d+: discovered new tag: (\S+)/,
  poolReserved: /reserved swiotlb pool \[(0x[0-9a-f]+)\.\.(0x[0-9a-f]+)\)/i,
  poolCreated: /created restricted pool at 0x[0-9a-f]+, size (\d+)MiB/i,
  poolFailed:
    /failed to allocate \S+ swiotlb pool below 4G|failed to create swiotlb pool|hv_pci_swiotlb= ignored|ignoring hv_pci_swiotlb=|failed to publish swiotlb range/i,
  unknownParameters: /^Unknown kernel command line parameters "([^"]*)"/,
  // A kernel without the transport that WSL asks for (microsoft/WSL#5302, #5456).
  noTransport: /^9pnet: Could not find request transport: \w+/,
  mountFailed: /ERROR: Mount\w+:\d+: mount .*/,
  hypervisor: /^Hypervisor detected: (.+)$/,
} as const;

export interface ParsedLog {
  readonly record: KernelLog;
  /** Stands in for /proc/cmdline; not part of the document, since a user's own parameters are nobody's business. */
  readonly commandLine: string | null;
}

/** A log can repeat itself for ever. */
const MOST_MESSAGES = 20;
const LONGEST_MESSAGE = 300;
const MIB = 1024 * 1024;

/**
 * `dmesg`. Deliberately not read: `software IO TLB: mapped … (64MB)` and `Using software bounce buffering`, which any VM above
 * 4 GiB prints and which say nothing about WSL's pool; and the virtio-fs PCI device, which WSLg adds for itself.
 */
export function parseKernelLog(text: string): ParsedLog {
  const lines = text.split('\n').map((line) => line.replace(STAMP, '').trim());
  const first = (pattern: RegExp): RegExpExecArray | null => {
    for (const line of lines) {
      const match = line.length > 65_536 ? null : pattern.exec(line);
      if (match !== null) return match;
    }
    return null;
  };
  const reserved = first(LINES.poolReserved);
  const created = first(LINES.poolCreated);
  const unknown = first(LINES.unknownParameters)?.[1] ?? '';
  const record: KernelLog = {
    release: first(LINES.release)?.[1] ?? null,
    wslVersion: first(LINES.wslVersion)?.[1] ?? null,
    hostBuild: hostBuild(first(LINES.hostBuildOld), first(LINES.hostBuildNew)),
    mountFailures: lines
      .flatMap((line) => (LINES.noTransport.exec(line) ?? LINES.mountFailed.exec(line))?.[0].slice(0, LONGEST_MESSAGE) ?? [])
      .slice(0, MOST_MESSAGES),
    virtiofsTags: lines.flatMap((line) => LINES.virtiofsTag.exec(line)?.[1] ?? []).slice(0, MOST_MESSAGES),
    hypervisor: first(LINES.hypervisor)?.[1] ?? null,
    pool: {
      made: reserved !== null || created !== null,
      sizeBytes: reserved !== null ? rangeBytes(reserved) : created !== null ? Number(created[1]) * MIB : null,
      failure: lines.find((line) => LINES.poolFailed.test(line)) ?? null,
      unknownParameter: unknown.split(' ').find((word) => word.startsWith('hv_pci_swiotlb=')) ?? null,
    },
  };
  return { record, commandLine: first(LINES.cmdline)?.[1] ?? null };
}

/** Keeps only what {@link parseKernelLog} reads. */
export function relevantLines(text: string): string {
  const patterns = Object.values(LINES);
  const kept = text.split('\n').filter((line) => patterns.some((pattern) => pattern.test(line.replace(STAMP, '').trim())));
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

function hostBuild(old: RegExpExecArray | null, newer: RegExpExecArray | null): string | null {
  if (old !== null) return `${old[2]}.${old[3]}.${old[1]}.${old[4]}`;
  return newer === null ? null : newer.slice(1, 5).join('.');
}

function rangeBytes(match: RegExpExecArray): number | null {
  const size = Number(match[2]) - Number(match[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : null;
}
