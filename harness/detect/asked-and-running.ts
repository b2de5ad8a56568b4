import type { Facts, Settings } from '../core/environment.ts';
import { windowsDrives } from '../mounts/candidate.ts';

type Comparison = Settings['comparison'][number];
type Seen = Pick<Facts, 'mounts' | 'machine' | 'cmdline' | 'dmaPool' | 'kernel'> & { readonly networkingMode: string | null };

/** The kernel and the firmware keep some of the memory that the VM is given. */
const LEAST_SHARE_OF_MEMORY = 0.9;

/** `.wslconfig` is a wish until `wsl --shutdown`; this is what can be seen of its fulfilment. What cannot be seen is left out. */
export function askedAndRunning(asked: Settings['asked'], seen: Seen): Comparison[] {
  if (asked === null) return [];
  const rows: Comparison[] = [];
  const row = (setting: string, wish: string, running: string, agrees: boolean): void => {
    rows.push({ setting, asked: wish, running, agrees });
  };

  const drives = windowsDrives(seen.mounts);
  const byVirtiofs = drives.filter((mount) => mount.transport === 'virtiofs').length;
  if (drives.length > 0) {
    const agrees = byVirtiofs === (asked.virtiofs ? drives.length : 0);
    row('virtiofs', String(asked.virtiofs), `${byVirtiofs} of ${drives.length} drives`, agrees);
  }

  const { nrCpus } = seen.cmdline;
  const cpus = nrCpus ?? seen.machine.cpus;
  // Windows gives at most what it has, so fewer than asked for is no contradiction that can be told from here.
  if (asked.processors !== null && cpus !== null)
    row('processors', String(asked.processors), String(cpus), cpus === asked.processors);

  const memory = seen.machine.memoryBytes;
  if (asked.memoryBytes !== null && memory !== null) {
    const agrees = memory <= asked.memoryBytes && memory >= asked.memoryBytes * LEAST_SHARE_OF_MEMORY;
    row('memory', `${asked.memoryBytes} bytes`, `${memory} bytes`, agrees);
  }

  const { nameLooksStock, builderLooksStock, release } = seen.kernel;
  if (release !== null && nameLooksStock !== null) {
    const looksStock = nameLooksStock && builderLooksStock !== false;
    // A custom kernel may look stock, so only a stock wish can be contradicted.
    if (asked.kernel === null) row('kernel', 'stock', release, looksStock);
  }

  if (seen.networkingMode !== null) {
    const same = (mode: string): string => (mode === 'virtioproxy' ? 'consomme' : mode);
    row('networkingMode', asked.networkingMode, seen.networkingMode, same(asked.networkingMode) === same(seen.networkingMode));
  }

  const pool = seen.cmdline.hvPciSwiotlbBytes;
  if (asked.swiotlbBytes > 0 && seen.cmdline.swiotlbForce !== null) {
    row('swiotlb', `${asked.swiotlbBytes} bytes`, pool === null ? 'not requested' : `${pool} bytes`, pool === asked.swiotlbBytes);
  }
  return rows;
}
