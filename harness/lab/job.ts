import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Fault } from '../core/lab-conditions.ts';
import { makeFolder } from '../system/make-folder.ts';
import { guestDelays, heldBackInGuest } from './call-delays.ts';
import type { AskedContender } from './configurations.ts';
import { CONTENDER_FILES, CONTENDER_PROGRAM } from './contender.ts';
import { GUEST_HOME } from './guest-init.ts';
import { BOOT_FILES, NINE_P_PORT } from './qemu-arguments.ts';
import { quoted } from './quoted.ts';

export interface Job {
  /** Null: a shell for the person at the terminal. */
  readonly command: string | null;
  readonly cwd: string;
  readonly path: string;
  readonly contender: AskedContender;
  readonly faults: readonly Fault[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly python: string;
}

/** The results channel carries the command in and its outcome out; the init script reads `settings`. */
export function writeJob(folder: string, job: Job): void {
  const { command, cwd, path, contender, faults, inputs, python } = job;
  const channel = join(folder, BOOT_FILES.results);
  const write = (name: string, content: string): void => {
    makeFolder(dirname(join(channel, name)));
    writeFileSync(join(channel, name), content);
  };
  for (const [name, content] of Object.entries(inputs)) write(name, content);
  const settings = {
    PORT: String(NINE_P_PORT),
    ANAME: join(folder, BOOT_FILES.shareC),
    UNAME: userInfo().username,
    PYTHON: python,
    CONTENDER: contender === null ? '' : `${contender.operation} ${contender.askedShare}`,
    LOADS: guestLoads(faults),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}\n`);
  write('settings', lines.join(''));
  if (contender !== null) write(CONTENDER_FILES.program, CONTENDER_PROGRAM);
  if (command === null) write('interactive', '');
  // HOME is the guest's own: a command must not find, or change for the time of the boot, the user's configuration.
  const environment = `export PATH=${quoted(path)} HOME=${GUEST_HOME} TERM=${quoted(process.env.TERM ?? 'dumb')}\n`;
  const work = command === null ? 'exec /bin/bash -i' : `${before(job)} /bin/sh -c ${quoted(command)}`;
  write('job', `${environment}${enter(cwd)}${work}\n`);
}

/** Around everything that runs: what is held back is inherited, and cannot be taken on later. */
function before({ faults, python }: Job): string {
  const delays = guestDelays(faults);
  return delays.length === 0 ? 'exec' : heldBackInGuest(delays, python);
}

/** For the init script: the nice value of each loop. */
function guestLoads(faults: readonly Fault[]): string {
  const loads = faults.filter((fault) => fault.kind === 'guest-load');
  return loads.flatMap(({ loops, nice }) => Array.from({ length: loops }, () => String(nice))).join(' ');
}

/** /tmp, /run and /mnt are the guest's own: a folder there is not in the guest, and saying nothing would puzzle. */
function enter(cwd: string): string {
  const folder = quoted(cwd);
  return `cd ${folder} 2>/dev/null || { echo "mntbench lab: no "${folder}" in the guest, starting in /tmp" >&2; cd /tmp; }\n`;
}
