import type { Counting } from '../core/counting.ts';
import { counted, notCounted } from './counts.ts';
import { virtioDriver } from './device-driver.ts';
import { readKernelFile } from './kernel-file.ts';

/** Since the machine booted, all CPUs added. */
export interface InterruptTotals {
  readonly all: number;
  /** Of the lines that belong to a virtio or Hyper-V device, by the name of their handler. */
  readonly devices: ReadonlyMap<string, number>;
}

/** Handlers of the devices that carry file requests: `virtio3-requests.0`; VMBus and its timers have lines of their own on x86. */
const DEVICE = /^(?:virtio\d|hv_|hyperv|Hyper-V)/i;
const VMBUS_LINES: ReadonlySet<string> = new Set(['HYP', 'HRE', 'HVS']);

/** Null where the text is no /proc/interrupts. */
export function parseInterrupts(text: string): InterruptTotals | null {
  const [head, ...lines] = text.split('\n');
  const cpus =
    head
      ?.trim()
      .split(/\s+/)
      .filter((name) => /^CPU\d+$/.test(name)).length ?? 0;
  if (cpus === 0) return null;
  const devices = new Map<string, number>();
  let all = 0;
  for (const line of lines) {
    const label = /^\s*([^\s:]+):/.exec(line);
    if (label === null) continue;
    const rest = line.slice(label[0].length);
    const columns = rest.trim().split(/\s+/).slice(0, cpus);
    // ERR and MIS count faults, in one column of their own.
    if (columns.length < cpus || columns.some((column) => !/^\d+$/.test(column))) continue;
    const total = columns.reduce((sum, column) => sum + Number(column), 0);
    all += total;
    const name = handlerOf(label[1] ?? '', rest);
    if (name !== null) devices.set(name, (devices.get(name) ?? 0) + total);
  }
  return { all, devices };
}

/** The kernel puts two blanks before the names of handlers, which are the last thing in a line. */
function handlerOf(label: string, rest: string): string | null {
  if (VMBUS_LINES.has(label)) return label;
  const handler =
    /\s{2}(\S.*)$/
      .exec(rest.replace(/\s+$/, ''))?.[1]
      ?.split(/\s{2,}/)
      .at(-1) ?? '';
  return DEVICE.test(handler) ? handler : null;
}

const SOURCE = 'interrupts';

export function interrupts(path = '/proc/interrupts', driverOf = virtioDriver): Counting {
  const read = (): InterruptTotals | string => {
    const reading = readKernelFile(path);
    return 'reason' in reading ? reading.reason : (parseInterrupts(reading.text) ?? `${path} has no line of CPUs`);
  };
  let before: InterruptTotals | string = 'not started';
  return {
    start() {
      before = read();
    },
    finish() {
      const after = read();
      const first = before;
      if (typeof first === 'string') return [notCounted(SOURCE, 'all', first)];
      if (typeof after === 'string') return [notCounted(SOURCE, 'all', after)];
      const byDevice = [...after.devices].map(([name, total]) => ({ name, count: total - (first.devices.get(name) ?? 0) }));
      return [
        counted(SOURCE, 'all', after.all - first.all),
        ...byDevice
          .filter(({ count }) => count > 0)
          .map(({ name, count }) => counted(SOURCE, 'device', count, { key: name, subkey: driverOf(name) })),
      ];
    },
  };
}
