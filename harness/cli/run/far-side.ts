import type { Environment } from '../../core/environment.ts';
import { hostProbeOf, nothingProbed, type ProbedFolder } from '../../core/host-probe.ts';
import { probeOnWindows } from '../../host-probe/on-windows.ts';
import { PROBE_OPTIONS } from '../../host-probe/options.ts';
import { monotonicNs } from '../../system/clock.ts';
import { writeWholeJson } from '../../system/whole-file.ts';
import type { Running } from './running.ts';

/** PowerShell alone takes a second to start; less than this would be an answer cut short. */
const LEAST_MS = 10_000;

/** Where drives have Windows behind them; the lab's only look like it. */
const WSL: readonly Environment['platform'][] = ['wsl2', 'wsl1', 'container-in-wsl'];

/**
 * After the blocks, within the time of the run, and while the sandboxes are there: Windows writes into them, and they take it with them
 * when they go. It is another program that does, and this one only waits: nothing here touches a target.
 */
export async function probeFarSide({ request, setup, targets, journal, signals, deadlineNs, ui }: Running): Promise<void> {
  const drives = targets.filter(({ target }) => target.mount.role === 'windows');
  if (request.hostProbe === 'off' || drives.length === 0 || !WSL.includes(setup.environment.platform)) return;
  const found: (readonly [string, ProbedFolder])[] = [];
  for (const { target, sandbox } of drives) {
    const leftMs = (deadlineNs - monotonicNs()) / 1e6;
    ui.update(1, `asking Windows about ${target.id}`, leftMs / 1000);
    const isLate = leftMs < LEAST_MS || signals.requested;
    const options = { ...PROBE_OPTIONS, timeoutMs: Math.min(PROBE_OPTIONS.timeoutMs, leftMs) };
    found.push([target.id, isLate ? nothingProbed('no-time') : await probeOnWindows(sandbox, options)]);
  }
  writeWholeJson(journal.folder.hostProbe, hostProbeOf('windows', found));
}
