import { diskLimit, type Fault, type LabConditions } from '../core/lab-conditions.ts';
import type { RunRecord } from '../core/run-record.ts';
import { formatBytes, formatNs } from './format.ts';

/** What makes the figures of a run differ from those of a machine on its own. */

/** Beside every table whose times are an emulated processor's. */
export const EMULATED = 'emulated processor: compare within one boot only';

const SLOT_BYTES = 2048;

/** Null where the machine was not asked, as in runs of a later or a damaged environment. */
export function isEmulated({ environment: { before } }: Pick<RunRecord, 'environment'>): boolean | null {
  const isObject = typeof before === 'object' && before !== null && !Array.isArray(before);
  return isObject && typeof before.emulated === 'boolean' ? before.emulated : null;
}

/** What differs from boot to boot. */
export interface Configured {
  readonly kernel: string;
  readonly pool: LabConditions['pool'];
  readonly contender: Pick<NonNullable<LabConditions['contender']>, 'operation' | 'askedShare' | 'diskBytesPerSecond'> | null;
}

/** `6.1 pool=private slots=2048 contender=write:50%`: as on the command line; what is as on WSL is not said. */
export function configurationName({ kernel, pool, contender }: Configured): string {
  return [
    kernel,
    pool.use === 'shared' ? null : `pool=${pool.use}`,
    pool.slots === null ? null : `slots=${pool.slots}`,
    pool.areas === null ? null : `areas=${pool.areas}`,
    contender === null ? null : `contender=${contenderName(contender)}`,
  ]
    .filter((part) => part !== null)
    .join(' ');
}

function contenderName(contender: NonNullable<Configured['contender']>): string {
  const { operation, askedShare } = contender;
  return `${operation}${askedShare === 1 ? '' : `:${percent(askedShare)}%`}${diskLimit(contender)}`;
}

/** `lab 6.1 pool=private, 1 fault` */
export function labName(lab: LabConditions): string {
  const { kernelSeries: kernel, pool, contender, faults } = lab;
  const faultCount = faults.length === 0 ? '' : `, ${faults.length} fault${faults.length === 1 ? '' : 's'}`;
  return `lab ${configurationName({ kernel, pool, contender })}${faultCount}`;
}

/** `lab, boot 2 of 9: kernel 6.1, 2 processors (tcg), 2.00 GiB, QEMU 7.2.22` and what was done to the guest. */
export function conditionLines(lab: LabConditions): string[] {
  const { pool, contender, faults } = lab;
  const machine = [
    `kernel ${lab.kernelSeries}`,
    `${lab.cpus} processor${lab.cpus === 1 ? '' : 's'} (${lab.accelerator}${lab.emulatorThreads === 'one' ? ', one thread' : ''})`,
    formatBytes(lab.memoryMiB * 2 ** 20),
    `QEMU ${lab.qemuVersion}`,
  ];
  return [
    `lab, boot ${lab.boot} of ${lab.boots}: ${machine.join(', ')}`,
    `bounce buffers: ${poolText(pool)}`,
    ...(contender === null ? [] : [`contender: ${contenderText(contender)}`]),
    ...faults.map((fault) => `fault: ${faultText(fault)}`),
  ];
}

function poolText({ use, slots, areas }: LabConditions['pool']): string {
  if (use === 'none') return 'none';
  const size = slots === null ? 'default size' : `${slots} slots (${formatBytes(slots * SLOT_BYTES)})`;
  return [use, size, areas === null ? null : `${areas} areas`].filter((part) => part !== null).join(', ');
}

function contenderText(contender: NonNullable<LabConditions['contender']>): string {
  const {
    operation,
    askedShare,
    achievedBytesPerSecond: achieved,
    fullBytesPerSecond: full,
    diskBytesPerSecond: disk,
  } = contender;
  return [
    askedShare === 1 ? operation : `${operation}, ${percent(askedShare)} % of the time`,
    achieved === null ? 'rate unknown' : `${formatBytes(achieved)}/s`,
    disk === null || disk === undefined ? null : `of a disk that does no more than ${formatBytes(disk)}/s`,
    full === null ? null : `without pause ${formatBytes(full)}/s`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'host-delay':
      return `${formatNs(fault.delayNs)} before every ${fault.systemCall} of the ${fault.server} server`;
    case 'guest-delay':
      return `${formatNs(fault.delayNs)} before every ${fault.systemCall} of the program in the guest`;
    case 'guest-load':
      return `${fault.loops} endless loop${fault.loops === 1 ? '' : 's'} in the guest, nice ${fault.nice}`;
    case 'slow-disk':
      return `share of ${fault.server} on a disk that takes ${formatNs(fault.delayNs)} more for every transfer`;
    case 'kill-server':
      return `${fault.server} server killed ${when(fault)}`;
    case 'stall':
      return `${fault.server} server stopped for ${formatNs(fault.durationNs)} ${when(fault)}`;
    case 'full':
      return `share of ${fault.server} (${formatBytes(fault.shareBytes)}) filled up ${when(fault)}`;
  }
}

function when({ afterNs, firedAt }: Extract<Fault, { readonly firedAt: string | null }>): string {
  return `${formatNs(afterNs)} after the start, ${firedAt === null ? 'which never came' : `at ${firedAt}`}`;
}

function percent(share: number): number {
  return Number((share * 100).toFixed(3));
}
