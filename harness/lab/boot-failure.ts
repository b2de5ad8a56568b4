import { UserError } from '../core/errors.ts';
import { GUEST_FAILED } from './guest-init.ts';

/** Why a guest did not get through, by what its processes and its serial log say; the first that fits. */
interface Cause {
  readonly pattern: RegExp;
  readonly code: string;
  readonly expected: string;
  readonly fix: string;
}

const MIB = 2 ** 20;

const CAUSES: readonly Cause[] = [
  {
    pattern: /qemu ended.*(?:Cannot allocate memory|cannot set up guest memory|unable to map backing store|qemu_ram_mmap)/i,
    code: 'lab-host-out-of-memory',
    expected: "as much free memory on this machine as the guest's",
    fix: 'give the guest less with --memory, or end other programs',
  },
  {
    // memfd pages are taken as the guest touches them: too late for an error, so the kernel ends the program.
    pattern: /qemu ended with SIG(?:KILL|BUS)/,
    code: 'lab-qemu-killed',
    expected: 'a machine with enough memory that leaves QEMU alone',
    fix: 'dmesg tells whether memory ran out: then give the guest less with --memory',
  },
  {
    pattern: /module \S+ does not load/,
    code: 'lab-module-refused',
    expected: 'modules that belong to this kernel',
    fix: 'fetch the kernel again with lab setup --refresh, or name its own --kernel-modules',
  },
  {
    pattern: /Out of memory|System is deadlocked on memory|Cannot allocate (?:memory|SWIOTLB)|unpacking failed|Initramfs/i,
    code: 'lab-guest-out-of-memory',
    expected: 'a guest that has room for its kernel, 64 MiB of bounce buffers, and the command',
    fix: 'give it more with --memory, or fewer pool slots',
  },
  {
    pattern: /Kernel panic/,
    code: 'lab-guest-panicked',
    expected: 'a kernel that runs on this QEMU',
    fix: 'another --kernel, or a newer QEMU',
  },
  {
    pattern: new RegExp(GUEST_FAILED),
    code: 'lab-guest-failed',
    expected: 'a guest that mounts everything',
    fix: 'a general kernel has what is needed; those for clouds do not',
  },
  {
    pattern: /the guest did not end within/,
    code: 'lab-guest-hung',
    expected: 'a guest that powers off in time',
    fix: 'more time for a longer command: --max-time of lab shell, --boot-limit of lab run',
  },
  {
    pattern: /^(?:diod|virtiofsd|relay|disk-\S+) ended/,
    code: 'lab-server-died',
    expected: 'file servers that live as long as the guest',
    fix: 'the log of the server is beside that of the guest',
  },
  {
    pattern: /^qemu ended with exit 0.*(?:Power down|Restarting system)/,
    code: 'lab-guest-powered-off',
    expected: 'a command that lets the guest tell its exit code',
    fix: 'the command itself must not power off or reboot',
  },
  {
    // A kernel that gives up before it has a console resets the machine without a word; with 72 MiB all of them do.
    pattern: /^qemu ended with exit 0/,
    code: 'lab-guest-reset',
    expected: 'a kernel that starts',
    fix: 'give the guest more with --memory, or try another --kernel',
  },
];

const UNKNOWN = {
  code: 'lab-boot-failed',
  expected: 'a guest that boots, mounts everything and powers off',
  fix: 'the log tells more',
} as const;

/** Refused beforehand: the guest takes its memory as it fills it with cached files, and the host's kernel then ends some program. */
export function requireMemory(memoryMiB: number, availableBytes: number): void {
  const availableMiB = Math.floor(availableBytes / MIB);
  if (memoryMiB <= availableMiB) return;
  throw new UserError({
    code: 'lab-host-out-of-memory',
    what: 'there is not enough memory for the guest',
    got: `${availableMiB} MiB are available`,
    expected: `${memoryMiB} MiB`,
    fix: 'give the guest less with --memory, or end other programs',
  });
}

/** `end`: what ended first, or the time limit. `lines`: those of the serial log that tell. */
export function bootFailure(end: string, lines: readonly string[], logPath: string): UserError {
  const got = [end, ...lines].join(' · ');
  const { code, expected, fix } = CAUSES.find(({ pattern }) => pattern.test(got)) ?? UNKNOWN;
  return new UserError({
    code,
    what: 'the guest did not bring its command to an end',
    got,
    expected,
    fix: `${fix}; the whole log: ${logPath}`,
  });
}
