import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { ACCESS_PLATFORM_RELAY } from './access-platform.ts';
import type { LabProcesses } from './processes.ts';
import { BOOT_FILES } from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';

const READY_MS = 10_000;

export interface FileServers {
  /** Of diod, on loopback. */
  readonly port: number;
}

/** Starts what serves /mnt/c and /mnt/d, and waits until they can be reached. /mnt/e is served by QEMU itself. */
export async function startFileServers(
  folder: string,
  processes: LabProcesses,
  programs: LabPrograms,
  signal: AbortSignal,
): Promise<FileServers> {
  const at = (name: string): string => join(folder, name);
  const port = await freePort();
  processes.start({
    name: 'diod',
    file: programs.diod,
    args: ['-f', '-n', '-l', `127.0.0.1:${port}`, '-e', at(BOOT_FILES.shareC), '-L', 'stderr'],
    atTerminal: false,
  });
  processes.start({
    name: 'virtiofsd',
    file: programs.virtiofsd,
    args: virtiofsdArguments(programs.virtiofsd, folder),
    atTerminal: false,
  });
  await awaitReady('virtiofsd', () => existsSync(at(BOOT_FILES.virtiofsdSocket)), processes, signal);
  processes.start({
    name: 'relay',
    file: programs.python3,
    args: ['-c', ACCESS_PLATFORM_RELAY, BOOT_FILES.relaySocket, BOOT_FILES.virtiofsdSocket],
    atTerminal: false,
  });
  await awaitReady('the relay of virtiofsd', () => existsSync(at(BOOT_FILES.relaySocket)), processes, signal);
  await awaitReady('diod', () => accepts(port), processes, signal);
  return { port };
}

/** QEMU's own virtiofsd, up to 7.2, and the one in Rust that followed it take other options. */
function virtiofsdArguments(file: string, folder: string): string[] {
  const share = join(folder, BOOT_FILES.shareD);
  const socket = `--socket-path=${BOOT_FILES.virtiofsdSocket}`;
  return file.includes('/qemu/')
    ? [socket, '-o', `source=${share}`, '-o', 'cache=auto']
    : [socket, '--shared-dir', share, '--sandbox', 'none', '--cache', 'auto'];
}

async function awaitReady(
  name: string,
  isReady: () => Promise<boolean> | boolean,
  processes: LabProcesses,
  signal: AbortSignal,
): Promise<void> {
  const reason = await processes.untilReady(isReady, READY_MS, signal);
  if (reason === null || signal.aborted) return;
  throw new UserError({
    code: 'lab-server-failed',
    what: `${name} does not start`,
    got: reason,
    expected: 'a file server that answers within seconds',
    fix: 'its log is in the folder of this boot; another process may have taken its port: try again',
  });
}

/** The kernel's choice. Another process can take it before diod does: diod then ends, and says so. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
