import { UserError } from '../../core/errors.ts';
import { boot } from '../../lab/boot.ts';
import { requireKernel } from '../../lab/kernel.ts';
import { CUSTOM_SERIES, parseSeries, unknownSeries } from '../../lab/kernel-series.ts';
import { EXIT, type Streams } from '../exit.ts';
import { interruptible } from '../interruptible.ts';
import { type GuestMachineOptions, guestMachine, requiredPrograms } from './guest-machine.ts';

export interface LabShellOptions extends GuestMachineOptions {
  readonly kernel: string;
  readonly command: string | null;
  readonly limitSeconds: number;
}

/** Boots the guest once, for a command or for the person at the terminal. Resolves with the exit code of what ran in it. */
export async function labShell(options: LabShellOptions, { out, err }: Streams): Promise<number> {
  const series = options.kernel === CUSTOM_SERIES ? CUSTOM_SERIES : oneSeries(options.kernel);
  if (options.command === null) requireTerminal();
  const machine = guestMachine(options, 'lab shell');
  const programs = await requiredPrograms();
  const kernel = requireKernel(series);
  const booted = await interruptible((signal) =>
    boot(kernel, programs, {
      ...machine,
      command: options.command,
      cwd: process.cwd(),
      path: process.env.PATH ?? '/usr/bin:/bin',
      // A person may think for as long as they like.
      limitSeconds: options.command === null ? null : options.limitSeconds,
      signal,
      pool: { use: 'shared', slots: null, areas: null },
      contender: null,
      faults: [],
      hostProbe: null,
      inputs: {},
      results: null,
      collect: () => {},
    }),
  );
  if (booted.status === 'interrupted') return EXIT.interrupted;
  out.write(booted.stdout);
  err.write(booted.stderr);
  err.write(
    `mntbench lab: ${kernel.record.release} (${machine.accelerator}) reached user space in ${booted.userSpaceSeconds} s\n`,
  );
  return booted.exitCode;
}

function oneSeries(text: string): string {
  const [series, ...more] = parseSeries(text);
  if (series === undefined || more.length > 0) throw unknownSeries(text);
  return series;
}

function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UserError({
    code: 'lab-shell-needs-terminal',
    what: 'lab shell',
    got: 'no terminal',
    expected: 'a terminal for the console of the guest, or a command for it',
    fix: "mntbench lab shell --command '…'",
  });
}
