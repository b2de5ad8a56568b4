import { join } from 'node:path';
import { BOOT_FILES } from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';

/**
 * Given its socket by name, QEMU's virtiofsd locks a file in /run that it makes from that name: two boots at one time would be in each
 * other's way, and the file stays. So it gets a socket that listens already.
 */
const LISTENING = `
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(1)
listener.set_inheritable(True)
os.execv(sys.argv[2], sys.argv[2:] + ["--fd=%d" % listener.fileno()])
`;

/** QEMU's own virtiofsd, up to 7.2, and the one in Rust that followed it take other options. */
export function virtiofsdCommand(folder: string, { virtiofsd, python3 }: LabPrograms): { file: string; args: readonly string[] } {
  const share = join(folder, BOOT_FILES.shareD);
  const socket = BOOT_FILES.virtiofsdSocket;
  if (!virtiofsd.includes('/qemu/')) {
    return { file: virtiofsd, args: [`--socket-path=${socket}`, '--shared-dir', share, '--sandbox', 'none', '--cache', 'auto'] };
  }
  // Its sandbox of namespaces would put the server into a child, which outlives its parent when it is stopped.
  const options = ['-f', '-o', `source=${share}`, '-o', 'cache=auto', '-o', 'sandbox=chroot'];
  return { file: python3, args: ['-c', LISTENING, socket, virtiofsd, ...options] };
}
