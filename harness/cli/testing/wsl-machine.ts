import { EFFORTS, operationsOf } from '../../../workloads/probe/effort.ts';
import type { ObservedCell, ObservedMount, ObservedRuns } from '../../attribute/ports.ts';
import { runOf } from '../../compare/testing/runs.ts';
import type { Cell } from '../../core/cell.ts';
import type { Environment } from '../../core/environment.ts';
import type { Target } from '../../core/target.ts';
import { documentOf, type FolderContent } from '../../detect/testing/folder.ts';
import { probedCall } from '../attribute/probe-calls.ts';

const DISK = '1 0 8:80 / / rw - ext4 /dev/sdf rw\n';
const MEMORY = '4 1 0:7 / /dev/shm rw - tmpfs none rw\n';
const DRIVES = {
  '9p-socket':
    '2 1 0:99 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000,cache=0x5,access=client,msize=65536,trans=fd,rfd=6,wfd=6\n',
  virtiofs: '3 1 0:88 / /mnt/c rw,noatime - virtiofs drvfsC0 rw\n',
};

/** What one operation costs on a mount. */
export interface MadeCosts {
  readonly callNs: number;
  readonly requestNs: number;
  readonly nsPerByte: number;
}

export const COSTS = {
  memory: { callNs: 1500, requestNs: 0, nsPerByte: 0.1 },
  native: { callNs: 2500, requestNs: 0, nsPerByte: 0.1 },
  drive: { callNs: 1700, requestNs: 120_000, nsPerByte: 0.9 },
} as const satisfies Readonly<Record<string, MadeCosts>>;

/** A WSL machine with one drive, as `doctor` reads its files, and a probe whose times were made from counted requests. */
export async function wslMachine(
  transport: '9p-socket' | 'virtiofs',
  files: FolderContent,
  costs: MadeCosts = COSTS.drive,
): Promise<ObservedRuns> {
  const environment = await documentOf({
    'proc/version': 'Linux version 6.18.33.2-microsoft-standard-WSL2 (root@439a258ad544) (gcc (GCC) 11.2.0) #1 SMP now\n',
    'proc/self/mountinfo': DISK + DRIVES[transport] + MEMORY,
    ...files,
  });
  return observedOn(environment, costs);
}

/** The same without WSL: nothing that only Windows offers may be advised. */
export async function plainMachine(): Promise<ObservedRuns> {
  const environment = await documentOf({
    'proc/version': 'Linux version 6.18.33-generic (root@439a258ad544) (gcc (GCC) 11.2.0) #1 SMP now\n',
    'proc/self/mountinfo': `${DISK}${MEMORY}3 1 0:88 / /srv rw,noatime - virtiofs share rw\n`,
  });
  return observedOn(environment, COSTS.drive);
}

function observedOn(environment: Environment, costs: MadeCosts): ObservedRuns {
  const { record } = runOf({ index: 1, values: { 'drive-c create': [1] } });
  const [known] = record.targets;
  if (known === undefined) throw new Error('a record without targets');
  const mounts = environment.mounts.flatMap((mount): ObservedMount[] => {
    const { transport } = mount;
    if (transport === null) return [];
    const id = transport === 'native' || transport === 'memory' ? transport : 'drive-c';
    const target: Target = { ...known, id, transport, mount, path: mount.mountPoint };
    return [{ target, cells: cellsOf(target, environment, id === 'drive-c' ? costs : COSTS[id as 'native' | 'memory']) }];
  });
  return { records: [{ ...record, lab: null, environment: { before: environment, after: null } }], mounts };
}

function cellsOf(target: Target, environment: Environment, costs: MadeCosts): ObservedCell[] {
  return operationsOf(EFFORTS.tiny).flatMap(({ label, phase, concurrency }): ObservedCell[] => {
    const cell: Cell = {
      ...{ workload: 'probe', preset: 'tiny', phase, operation: label, target: target.id, transport: target.transport },
      ...{ concurrency, cacheState: 'guest-warm/host-warm' },
    };
    const probe = probedCall(cell, target, environment.kernel.release);
    if (probe === null) return [];
    const { always, ifExpired } = probe.expectedRequests ?? { always: 1, ifExpired: 0 };
    const alone =
      probe.systemCalls * costs.callNs +
      probe.components * 300 +
      (always + ifExpired / 2) * costs.requestNs +
      probe.bytes * costs.nsPerByte;
    const medianNs = Math.max(100, alone * (concurrency === 1 ? 1 : 1 + 0.7 * (concurrency - 1)));
    return [
      {
        ...{ cell, metric: 'latency', medianNs, lowNs: 0.98 * medianNs, highNs: 1.02 * medianNs, n: 6, probe },
        ...{ standardErrorNs: 0.01 * medianNs, requests: null, requestNs: null, bounced: null, layers: [] },
      },
    ];
  });
}
