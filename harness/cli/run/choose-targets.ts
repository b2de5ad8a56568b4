import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { ResolvedConfig } from '../../core/config.ts';
import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { Mount } from '../../core/mount.ts';
import type { Target } from '../../core/target.ts';
import { findMount } from '../../mounts/find-mount.ts';
import { type Candidate, type ControlPlaces, driveCandidates, missingControls, targetIds } from '../../plan/candidates.ts';
import { startAgent } from '../../run/agent-client.ts';
import { inspectTarget } from '../../run/measured-target.ts';
import { cacheFolder } from '../../system/folders.ts';
import { makeFolder } from '../../system/make-folder.ts';

export interface ChosenTargets {
  readonly targets: readonly Target[];
  /** Candidates that nobody named and that cannot be measured. */
  readonly findings: readonly Finding[];
}

type Inspected = Omit<Target, 'id'>;

/** What is measured: what the user named, else every Windows drive; and the controls that are missing beside them. */
export async function chooseTargets(config: ResolvedConfig, mounts: readonly Mount[]): Promise<ChosenTargets> {
  const named = config.targets.map((path): Candidate => ({ path: resolve(path), origin: 'named' }));
  const wanted = named.length > 0 ? named : driveCandidates(mounts);
  const findings: Finding[] = [];
  const chosen: Inspected[] = [];
  for (const candidate of wanted) chosen.push(...(await inspect(candidate, mounts, config, findings)));
  if (config.controls) {
    const transports = chosen.map(({ transport }) => transport);
    for (const candidate of missingControls(transports, controlPlaces(), mounts))
      chosen.push(...(await inspect(candidate, mounts, config, findings)));
  }
  const distinct = chosen.filter((target, index) => chosen.findIndex(({ path }) => path === target.path) === index);
  if (distinct.length === 0) throw nothingToMeasure(findings);
  const ids = targetIds(distinct.map(({ mount }) => mount));
  return { targets: distinct.map((target, index) => ({ ...target, id: ids[index] as string })), findings };
}

function controlPlaces(): ControlPlaces {
  makeFolder(cacheFolder());
  const uid = process.getuid?.() ?? 0;
  return { native: [cacheFolder(), homedir(), tmpdir(), '/var/tmp'], memory: ['/dev/shm', `/run/user/${uid}`, tmpdir()] };
}

/** A target that the user named must work; one that we found is left out with a finding. */
async function inspect(
  candidate: Candidate,
  mounts: readonly Mount[],
  config: ResolvedConfig,
  findings: Finding[],
): Promise<Inspected[]> {
  await using agent = startAgent({ threads: 1, hangSeconds: config.hangSeconds, commandSeconds: config.commandSeconds });
  try {
    const { realPath, freeBytes, freeInodes } = await inspectTarget(agent, candidate.path);
    const mount = findMount(mounts, realPath);
    if (mount === null || mount.transport === null) throw unknownMount(realPath, mount);
    return [{ path: realPath, transport: mount.transport, mount, origin: candidate.origin, freeBytes, freeInodes }];
  } catch (error) {
    if (candidate.origin === 'named') throw error;
    const evidence = error instanceof UserError ? `${error.complaint.got}; ${error.complaint.expected}` : String(error);
    findings.push({
      code: 'target-left-out',
      severity: 'warn',
      message: `${candidate.path} is not measured`,
      evidence,
      remedy: 'name a directory on it that can be written',
    });
    return [];
  }
}

function unknownMount(path: string, mount: Mount | null): UserError {
  return new UserError({
    code: 'target-transport-unknown',
    what: 'the transport of a target cannot be told',
    got: `${path}${mount === null ? ', which no mount holds' : `, mounted with options ${mount.options}`}`,
    expected: 'a mount whose transport /proc/self/mountinfo shows',
    fix: 'measure a directory on another mount, and report this one: npm run doctor -- --capture DIR saves what we need',
  });
}

function nothingToMeasure(findings: readonly Finding[]): UserError {
  return new UserError({
    code: 'no-targets',
    what: 'there is nothing to measure',
    got:
      findings.length === 0
        ? 'no Windows drive, no native file system and no tmpfs'
        : findings.map(({ evidence }) => evidence).join('; '),
    expected: 'at least one directory that can be written',
    fix: 'name one: npm run bench -- DIRECTORY',
  });
}
