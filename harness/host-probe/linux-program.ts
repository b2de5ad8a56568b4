import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../core/errors.ts';
import { HOST_PROBE_OPERATIONS, type HostProbeOperation } from '../core/host-probe.ts';
import { removeTree } from '../system/remove-tree.ts';
import { LINUX_OPERATIONS, makeFixture } from './linux-operations.ts';

/** Run as `linux-program FOLDER CALLS WARM-UP`: prints what scripts/host-probe.ps1 prints on Windows. */

function measure(operation: HostProbeOperation, folder: string, calls: number, warmUp: number): unknown {
  const prepared = LINUX_OPERATIONS[operation](folder, calls + warmUp);
  const samplesNs: number[] = [];
  try {
    for (let index = 0; index < calls + warmUp; index++) {
      const started = process.hrtime.bigint();
      prepared.call(index);
      samplesNs.push(Number(process.hrtime.bigint() - started));
    }
    return { operation, n: calls, samplesNs: samplesNs.slice(warmUp) };
  } finally {
    prepared.close?.();
  }
}

function lineOf(operation: HostProbeOperation, folder: string, calls: number, warmUp: number): unknown {
  try {
    return measure(operation, folder, calls, warmUp);
  } catch (error) {
    return { operation, failed: errorCode(error) ?? null };
  }
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const [parent = '', calls = '', warmUp = ''] = process.argv.slice(2);
let folder: string | null = null;
say({ runtime: `Node ${process.versions.node}` });
try {
  folder = mkdtempSync(join(parent, 'host-probe-'));
  makeFixture(folder);
  for (const operation of HOST_PROBE_OPERATIONS) say(lineOf(operation, folder, Number(calls), Number(warmUp)));
} catch (error) {
  say({ operation: null, failed: errorCode(error) ?? null });
} finally {
  if (folder !== null) removeTree(folder);
}
