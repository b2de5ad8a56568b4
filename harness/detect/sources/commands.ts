import { runProgram } from '../../system/program.ts';
import { npmVersion } from '../../system/programs.ts';
import { type CommandName, type CommandOutput, missing, type Reading, read } from './sources.ts';

interface CommandSpec {
  /** Tried in this order: interop can work while `appendWindowsPath=false` keeps Windows programs off PATH. */
  readonly programs: readonly string[];
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A first `wsl.exe` after boot starts the Windows service; locals answer at once or not at all. */
const WINDOWS_TIMEOUT_MS = 5000;
const LOCAL_TIMEOUT_MS = 3000;

const WINDOWS_DIRECTORY = '/mnt/c/Windows/System32';

/** Commands of the live machine; null where only a folder can have the output. */
const SPECS: Readonly<Record<CommandName, CommandSpec | null>> = {
  'wsl.exe--version': {
    programs: ['wsl.exe', '/mnt/c/Program Files/WSL/wsl.exe', `${WINDOWS_DIRECTORY}/wsl.exe`],
    args: ['--version'],
    timeoutMs: WINDOWS_TIMEOUT_MS,
  },
  // From a Linux folder cmd.exe prints a complaint about UNC paths first.
  'cmd.exe-userprofile': {
    programs: ['cmd.exe', `${WINDOWS_DIRECTORY}/cmd.exe`],
    args: ['/c', 'echo %USERPROFILE%'],
    timeoutMs: WINDOWS_TIMEOUT_MS,
    cwd: '/mnt/c',
  },
  'wslinfo--version': { programs: ['wslinfo'], args: ['--version'], timeoutMs: LOCAL_TIMEOUT_MS },
  'wslinfo--networking-mode': { programs: ['wslinfo'], args: ['--networking-mode'], timeoutMs: LOCAL_TIMEOUT_MS },
  wslconfig: null,
  'virtiofs-tag-links': null,
  'uname-r': { programs: ['uname'], args: ['-r'], timeoutMs: LOCAL_TIMEOUT_MS },
  mount: { programs: ['mount'], args: [], timeoutMs: LOCAL_TIMEOUT_MS },
  dmesg: { programs: ['dmesg'], args: [], timeoutMs: LOCAL_TIMEOUT_MS, env: { LC_ALL: 'C' } },
  'git--version': { programs: ['git'], args: ['--version'], timeoutMs: LOCAL_TIMEOUT_MS },
  // npm looks for a newer npm and for settings of the folder that it is started in.
  'npm--version': {
    programs: ['npm'],
    args: ['--version'],
    timeoutMs: LOCAL_TIMEOUT_MS,
    cwd: '/',
    env: { NO_UPDATE_NOTIFIER: '1', npm_config_update_notifier: 'false' },
  },
  'node--version': null,
};

export async function runCommand(name: CommandName): Promise<Reading<CommandOutput>> {
  // The version of the node that runs this is known without starting another.
  if (name === 'node--version') return read({ stdout: Buffer.from(`${process.version}\n`), stderr: new Uint8Array() });
  // Nor that of npm, mostly, which takes longer to start than all the others together.
  const npm = name === 'npm--version' ? npmVersion(process.env.PATH ?? '') : null;
  if (npm !== null) return read({ stdout: Buffer.from(`${npm}\n`), stderr: new Uint8Array() });
  const spec = SPECS[name];
  if (spec === null) return missing(`${name} is read from folders only`);
  for (const program of spec.programs) {
    const result = await runProgram(program, spec.args, spec);
    if (result.status === 'not-found') continue;
    if (result.status === 'timed-out') return missing(`${program} did not answer within ${result.afterMs} ms`, false);
    if (result.status === 'killed') return missing(`${program}: ${result.reason}`, false);
    if (result.exitCode === 0) return read({ stdout: result.stdout, stderr: result.stderr });
    return missing(`${program} failed with exit code ${result.exitCode}`, false);
  }
  return missing(`${spec.programs[0] ?? name} was not found`);
}
