import { ENVIRONMENT_VERSION, type Environment, type Facts } from '../core/environment.ts';
import { askedAndRunning } from './asked-and-running.ts';
import { type KernelParameters, parseCmdline } from './cmdline.ts';
import { decodeText } from './decode-text.ts';
import { dmaPool, SYSFS_SIZE } from './dma-pool.ts';
import { findingsOf } from './findings/findings.ts';
import { readKernel } from './kernel.ts';
import { type ParsedLog, parseKernelLog } from './kernel-log.ts';
import { readMachine } from './machine.ts';
import { readMounts } from './mount-table.ts';
import { platformOf } from './platform.ts';
import { readConfigFiles } from './settings.ts';
import { readBootId, readContainerFile, readElevated, readInterop, readPoolFiles } from './small-files.ts';
import { contentOf, readText, reasonOf, type Sources } from './sources/sources.ts';
import { readTools } from './tools.ts';
import { collectGaps, type Gaps } from './unavailable.ts';
import { readWsl } from './wsl.ts';

/** Reads everything that `doctor` shows. Never throws for what a machine or a folder contains. */
export async function detect(sources: Sources): Promise<Environment> {
  const gaps = collectGaps();
  // Slow and needed by nobody else: started first, waited for last.
  const tools = readTools(sources, gaps);
  const [mountTable, parsedLog, cmdlineText, interop, hasContainerFile, runWsl, bootId, elevated] = await Promise.all([
    readMounts(sources),
    readLog(sources, gaps),
    readText(sources, '/proc/cmdline'),
    readInterop(sources),
    readContainerFile(sources),
    sources.list('/run/WSL'),
    readBootId(sources, gaps),
    readElevated(sources, gaps),
  ]);
  for (const gap of mountTable.unavailable) gaps.add(gap.path, gap.reason);
  if (mountTable.from === null) gaps.add('mountsFrom', 'no table of mounts was readable');

  const log = parsedLog?.record ?? null;
  const commandLine = nonEmpty(contentOf(cmdlineText)) ?? parsedLog?.commandLine ?? null;
  const parameters = commandLine === null ? null : parseCmdline(commandLine);
  const [{ kernel, build }, wsl, { machine, emulated }, pool, files] = await Promise.all([
    readKernel(sources, log, gaps),
    readWsl(sources, interop.enabled, log, gaps),
    readMachine(
      sources,
      {
        labAccelerator: parameters?.labAccelerator ?? null,
        hypervisor: log?.hypervisor ?? null,
        storvscMaxHwQueues: parameters?.storvscMaxHwQueues ?? null,
      },
      gaps,
    ),
    readPoolFiles(sources),
    readConfigFiles(sources, mountTable.mounts, interop.enabled, gaps),
  ]);

  const { platform, evidence } = platformOf({
    release: kernel.release,
    parameters,
    mounts: mountTable.mounts,
    hasRunWsl: runWsl.status === 'read',
    hasInteropEntry: interop.present,
    hasContainerFile,
    hasWslVersion: wsl.wsl !== null,
    networkingMode: wsl.networkingMode,
  });

  if (platform === 'wsl2' && elevated !== null) {
    gaps.add('elevated', 'of Linux only: whether WSL was started from an elevated console of Windows cannot be read');
  }
  // A folder made by hand, with the command line and no sysfs, shows a kernel without the pool; a container merely cannot see it.
  const madeByHand = sources.capturedAt === null;
  const sysfsVisible = madeByHand || platform !== 'container-in-wsl' || pool.vmbusVisible;
  const dma = dmaPool({ ...pool, parameters, log, sysfsVisible, hostWarned: wsl.hostWarned });
  const noSize = dma.sizeBytes === null ? whyNoPoolSize(dma.state) : null;
  if (noSize !== null) gaps.add('dmaPool.sizeBytes', noSize);
  if (dma.state === 'unknown') gaps.add('dmaPool.state', reasonOf(cmdlineText, 'what is readable does not tell'));

  const cmdline = cmdlineOf(parameters, reasonOf(cmdlineText, '/proc/cmdline is empty'), gaps);
  const comparison = askedAndRunning(files.asked, {
    mounts: [...mountTable.mounts],
    machine,
    cmdline,
    dmaPool: dma,
    kernel,
    networkingMode: wsl.networkingMode,
  });
  if (sources.capturedAt === null) gaps.add('capturedAt', 'the folder does not say when it was captured');

  const facts: Facts = {
    schemaVersion: ENVIRONMENT_VERSION,
    source: sources.kind,
    capturedAt: sources.capturedAt,
    platform,
    platformEvidence: evidence,
    bootId,
    elevated,
    emulated,
    kernel,
    kernelBuild: build,
    wsl: wsl.wsl,
    wslFrom: wsl.wslFrom,
    cmdline,
    dmaPool: dma,
    kernelLog: log,
    mounts: [...mountTable.mounts],
    mountsFrom: mountTable.from,
    settings: { ...files, comparison, networkingMode: wsl.networkingMode },
    machine,
    tools: await tools,
    // In the order of the document's paths, not of who answered first, so that two readings of one machine are equal.
    unavailable: gaps.all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
  return { ...facts, findings: findingsOf(facts) };
}

function cmdlineOf(parameters: KernelParameters | null, reason: string, gaps: Gaps): Environment['cmdline'] {
  const cmdline = {
    nrCpus: parameters?.nrCpus ?? null,
    swiotlbForce: parameters?.swiotlbForce ?? null,
    hvPciSwiotlbBytes: parameters?.hvPciSwiotlbBytes ?? null,
  };
  if (parameters === null) gaps.explain('cmdline', cmdline, reason);
  return cmdline;
}

async function readLog(sources: Sources, gaps: Gaps): Promise<ParsedLog | null> {
  const reading = await sources.command('dmesg');
  if (reading.status === 'read') return parseKernelLog(decodeText(reading.value.stdout));
  gaps.add('kernelLog', reading.reason);
  return null;
}

/** Null where there is no pool whose size could be told. */
function whyNoPoolSize(state: Environment['dmaPool']['state']): string | null {
  if (state === 'shared') return 'the size of the shared pool is shown by debugfs only, which needs root';
  if (state === 'dedicated') return `${SYSFS_SIZE} holds no size`;
  return state === 'unknown' ? 'it is not known whether there is a pool' : null;
}

function nonEmpty(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}
