import { delimiter } from 'node:path';
import { WORKLOADS } from '../../../workloads/catalogue.ts';
import type { Environment } from '../../core/environment.ts';
import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Target } from '../../core/target.ts';
import { detect } from '../../detect/detect.ts';
import { readMountStateSync } from '../../detect/mount-state.ts';
import { liveSources } from '../../detect/sources/live.ts';
import { findMount } from '../../mounts/find-mount.ts';
import { type Selected, selectWorkloads, trialsOf } from '../../plan/selection.ts';
import type { Agent } from '../../run/agent-client.ts';
import { whyNoDrop } from '../../system/caches.ts';
import type { Disposer } from '../../system/disposer.ts';
import { findPrograms, missingTools, type Programs } from '../../system/programs.ts';
import { chooseTargets, lookAhead } from './choose-targets.ts';
import { Inspections } from './inspections.ts';
import type { RunRequest } from './request.ts';
import { requireSpace, smallestPlanBytes } from './space.ts';

/** Everything that is known before anything is written. */
export interface Setup {
  readonly environment: Environment;
  readonly programs: Programs;
  readonly selected: readonly Selected[];
  readonly skipped: RunRecord['plan']['skipped'];
  readonly targets: readonly Target[];
  /** The measuring process of each target, in the order of the targets. */
  readonly agents: readonly Agent[];
  readonly findings: readonly Finding[];
}

export async function setUp(request: RunRequest, held: Disposer): Promise<Setup> {
  const { config } = request;
  const wanted = selectWorkloads(WORKLOADS, config, request.quick);
  if (config.cold) requireDroppableCaches();
  const inspections = held.use(new Inspections(config));
  lookAhead(inspections, config, readMountStateSync().mounts); // While the machine is looked at.
  const environment = await detect(liveSources());
  // Programs on a Windows drive are Windows programs: WSL appends the Windows PATH.
  const programs = findPrograms(
    process.env.PATH ?? ['/usr/bin', '/bin'].join(delimiter),
    (folder) => findMount(environment.mounts, folder)?.role !== 'windows',
  );
  const { selected, skipped } = withTools(wanted, programs);
  const { targets, agents, findings } = await chooseTargets(inspections, config, environment.mounts);
  const needed = smallestPlanBytes(
    selected,
    ({ workload, presets }) => trialsOf(workload, presets[0], config).length,
    request.minimumBlocks,
  );
  requireSpace(
    targets.filter(({ origin }) => origin === 'named'),
    needed,
  );
  return { environment, programs, selected, skipped, targets, agents, findings: [...environment.findings, ...findings] };
}

function withTools(wanted: readonly Selected[], programs: Programs): Pick<Setup, 'selected' | 'skipped'> {
  const missing = wanted.map((one) => ({ one, tools: missingTools(programs, one.workload.tools) }));
  const selected = missing.filter(({ tools }) => tools.length === 0).map(({ one }) => one);
  const skipped = missing
    .filter(({ tools }) => tools.length > 0)
    .map(({ one, tools }) => ({ workload: one.workload.name, reason: `${tools.join(' and ')} not found on PATH` }));
  if (selected.length > 0) return { selected, skipped };
  throw new UserError({
    code: 'no-workload-possible',
    what: 'none of the chosen workloads can run here',
    got: skipped.map(({ workload, reason }) => `${workload}: ${reason}`).join('; '),
    expected: 'the programs that the workloads measure on PATH, outside the Windows drives',
    fix: 'install them (apt install git npm), or choose other workloads: --workload small-file tree-scan probe',
  });
}

function requireDroppableCaches(): void {
  const reason = whyNoDrop();
  if (reason === null) return;
  throw new UserError({
    code: 'cold-not-possible',
    what: 'cold caches were asked for',
    got: reason,
    expected: 'a user who may drop the caches of the kernel',
    fix: 'run as root, or leave --cold out: everything is then labelled warm',
  });
}
