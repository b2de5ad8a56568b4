import { accessSync, constants, readFileSync } from 'node:fs';
import os from 'node:os';
import { errorCode, UserError } from '../../core/errors.ts';
import { thisMachine } from '../../lab/machine.ts';
import type { Accelerator } from '../../lab/qemu-arguments.ts';
import { type LabPrograms, requirePrograms } from '../../lab/requirements.ts';
import { requireWhole } from '../option-values.ts';

const MIB = 2 ** 20;
/** Below this node does not start beside the 64 MiB of the bounce pool. */
const LEAST_MIB = 256;
/** QEMU's limit for this machine type. */
const MOST_CPUS = 255;
const KVM = '/dev/kvm';

/** As the options say. */
export interface GuestMachineOptions {
  readonly accel: 'auto' | Accelerator;
  readonly cpus: number;
  /** MiB */
  readonly memory: number;
}

/** What QEMU is asked for. */
export interface GuestMachine {
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
}

export function guestMachine({ accel, cpus, memory }: GuestMachineOptions, command: string): GuestMachine {
  requireWhole('--cpus', cpus, 1, MOST_CPUS, command);
  requireWhole('--memory', memory, LEAST_MIB, os.totalmem() / MIB, command);
  return { accelerator: accelerator(accel), cpus, memoryMiB: memory };
}

function accelerator(asked: GuestMachineOptions['accel']): Accelerator {
  if (asked === 'tcg') return 'tcg';
  const obstacle = whyNoDevice();
  if (asked === 'auto') return obstacle === null && hasVirtualisation() ? 'kvm' : 'tcg';
  if (obstacle === null) return 'kvm';
  throw new UserError({
    code: 'lab-no-kvm',
    what: 'option --accel kvm',
    got: `${KVM}: ${obstacle}`,
    expected: 'a device that this user may read and write',
    fix: 'join the group that owns it, or leave the option out: processors are then emulated',
  });
}

function whyNoDevice(): string | null {
  try {
    accessSync(KVM, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return errorCode(error) ?? 'cannot be used';
  }
}

/** Seen on a machine without: a KVM that opens, makes a guest, and never runs it. */
function hasVirtualisation(): boolean {
  return /^flags\s*:.*\b(?:vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

export function requiredPrograms(): Promise<LabPrograms> {
  return requirePrograms(thisMachine(process.env.PATH ?? ''));
}
