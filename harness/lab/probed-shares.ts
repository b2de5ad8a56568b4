import { join } from 'node:path';
import type { ProbedFolder } from '../core/host-probe.ts';
import type { RunningServers } from './file-servers.ts';
import type { LabTransport } from './guest-places.ts';
import { inMountsOf } from './namespaces.ts';
import { BOOT_FILES } from './qemu-arguments.ts';
import type { LabPrograms } from './requirements.ts';

/** How a folder of the host is probed: another stage knows. `before`: what takes a program into the mounts in which the folder is meant. */
export type ProbeShare = (folder: string, before: readonly string[]) => Promise<ProbedFolder>;

/** What the host's own operations take on the folders below the shares; those that were asked for. */
export type ProbedShares = Readonly<Partial<Record<LabTransport, ProbedFolder>>>;

/** Before the guest is started: nothing of the boot works meanwhile, and the servers have their mounts. */
export async function probeShares(
  { transports, probe }: { readonly transports: readonly LabTransport[]; readonly probe: ProbeShare },
  folder: string,
  servers: RunningServers,
  programs: LabPrograms,
): Promise<ProbedShares> {
  const probed: Partial<Record<LabTransport, ProbedFolder>> = {};
  for (const transport of transports) {
    // QEMU itself serves it, from the mounts of everybody.
    const server = transport === '9p-virtio' ? null : servers[transport];
    const before = server?.hasOwnMounts === true ? inMountsOf(server.outerPid, programs) : [];
    probed[transport] = await probe(server?.share ?? join(folder, BOOT_FILES.shareE), before);
  }
  return probed;
}
