import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ResolvedConfig } from '../../core/config.ts';
import { WRITE_GUEST_CLOCK } from '../../lab/guest-clock.ts';
import { CHANNEL, RUNS } from '../../lab/guest-places.ts';
import { uncover, whyNeverInGuest } from '../../lab/host-folders.ts';
import { quoted } from '../../lab/quoted.ts';
import { projectFolder, stateFolder } from '../../system/folders.ts';
import { machineId } from '../../system/machine.ts';
import { programFolder } from './refusals.ts';

/** What runs in every guest, and the files that it is given. */
export interface GuestRun {
  readonly command: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const CONFIG = 'config.json';
const STATE = 'state';

export interface GuestRunOptions {
  readonly config: ResolvedConfig;
  readonly quick: boolean;
  readonly repository: string | null;
}

/**
 * This same program, from the same folder. The configuration comes as one file of plain data: to load TypeScript takes an emulated
 * processor seconds.
 */
export function guestRun({ config, quick, repository }: GuestRunOptions): GuestRun {
  const at = (name: string): string => join(CHANNEL, name);
  const args = ['run', '--config', at(CONFIG), '--results', at(RUNS), '--max-time', String(config.maxTimeSeconds)];
  if (quick) args.push('--quick');
  if (repository !== null) args.push('--repo', repository);
  const program = [process.execPath, join(projectFolder(), 'dist/harness/cli/main.js'), ...args].map(quoted).join(' ');
  const needed = [projectFolder(), programFolder(), ...(repository === null ? [] : [repository]), ...pathFolders()];
  return {
    command: `${uncover(needed)}${WRITE_GUEST_CLOCK}; export XDG_STATE_HOME=${at(STATE)}; exec ${program}`,
    inputs: { [CONFIG]: JSON.stringify(config), [`${STATE}/mntbench/machine.json`]: JSON.stringify({ id: labMachine() }) },
  };
}

/** Version managers put git's and npm's folder of a session below /run or /tmp. */
function pathFolders(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => folder.startsWith('/') && existsSync(folder) && whyNeverInGuest(folder) === null);
}

/** The lab is a machine of its own beside the host, and the same one in all its boots. */
function labMachine(): string {
  return machineId(join(stateFolder(), 'lab'));
}
