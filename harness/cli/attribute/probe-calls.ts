import { relative } from 'node:path';
import { OPERATIONS, type ProbeOperation, UNLINK } from '../../../workloads/probe/operations.ts';
import type { Boundary, CountRequests } from '../../../workloads/probe/requests.ts';
import type { ProbedCall } from '../../attribute/ports.ts';
import type { Cell } from '../../core/cell.ts';
import type { Target } from '../../core/target.ts';
import type { Transport } from '../../core/transport.ts';
import { versionParts } from '../../core/version-order.ts';

const PROBE = 'probe';
/** `.mntbench` and the folder of the fixture or the trial in it. */
const SANDBOX_FOLDERS = 2;
const BY_LABEL: ReadonlyMap<string, ProbeOperation> = new Map(
  [...OPERATIONS, UNLINK].map((operation) => [operation.label, operation]),
);

/** What a cell of the probe calls; null for other workloads, and for operations that this version's probe does not know. */
export function probedCall(cell: Cell, target: Target, kernel: string | null): ProbedCall | null {
  const operation = cell.workload === PROBE ? BY_LABEL.get(cell.operation) : undefined;
  if (operation === undefined) return null;
  const { base, depthBelow, args, loop, calls } = operation;
  const directories = directoriesAbove(target) + SANDBOX_FOLDERS + depthBelow;
  const number = (name: string): number => (typeof args[name] === 'number' ? args[name] : 0);
  return {
    systemCalls: calls === '' ? 0 : calls.split(', ').length,
    components: base === 'descriptor' ? 0 : directories + 1,
    direction: loop === 'read' || loop === 'write' ? loop : 'none',
    bytes: number('bytes'),
    shiftBytes: number('shift'),
    expectedRequests: expected(operation, target, { directories, ...limits(target, kernel) }),
  };
}

/** Below the mount point. */
function directoriesAbove({ path, mount }: Target): number {
  const below = relative(mount.mountPoint, path);
  return below === '' || below.startsWith('..') ? 0 : below.split('/').length;
}

function expected(operation: ProbeOperation, { transport }: Target, at: Boundary): ProbedCall['expectedRequests'] {
  const protocol = PROTOCOLS[transport];
  if (protocol === 'none') return { always: 0, ifExpired: 0 };
  const count: CountRequests | null = protocol === null ? null : operation[protocol];
  return count === null ? null : count(at);
}

const PROTOCOLS = {
  virtiofs: 'fuse',
  fuse: 'fuse',
  '9p-socket': 'ninep',
  '9p-virtio': 'ninep',
  native: 'none',
  memory: 'none',
  overlay: 'none',
  drvfs: null,
  network: null,
  other: null,
} as const satisfies Readonly<Record<Transport, 'fuse' | 'ninep' | 'none' | null>>;

const FUSE_PAYLOAD_BYTES = 256 * 1024;
/** Of a 9P message. */
const HEADER_BYTES = 24;
const DEFAULT_MSIZE = 65_536;
/** From this kernel on 9P asks for an attribute before each write. */
const ASKS_BEFORE_WRITE = [6, 12] as const;

function limits({ transport, mount }: Target, kernel: string | null): Omit<Boundary, 'directories'> {
  const [major = 0, minor = 0] = kernel === null ? [] : versionParts(kernel);
  const [firstMajor, firstMinor] = ASKS_BEFORE_WRITE;
  return {
    maxPayloadBytes: PROTOCOLS[transport] === 'ninep' ? (mount.msize ?? DEFAULT_MSIZE) - HEADER_BYTES : FUSE_PAYLOAD_BYTES,
    asksBeforeWrite: major > firstMajor || (major === firstMajor && minor >= firstMinor),
  };
}
