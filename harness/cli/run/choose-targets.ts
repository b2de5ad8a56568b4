import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { ResolvedConfig } from '../../core/config.ts';
import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { Mount } from '../../core/mount.ts';
import type { Target } from '../../core/target.ts';
import { findMount } from '../../mounts/find-mount.ts';
import { type Candidate, type ControlPlaces, driveCandidates, missingControls, targetIds } from '../../plan/candidates.ts';
import type { Agent } from '../../run/agent-client.ts';
import { cacheFolder } from '../../system/folders.ts';
import { makeFolder } from '../../system/make-folder.ts';
import type { Inspected, Inspections } from './inspections.ts';

export interface ChosenTargets {
  readonly targets: readonly Target[];
  /** The measuring process of each target, in the order of the targets. */
  readonly agents: readonly Agent[];
  /** Candidates that nobody named and that cannot be measured. */
  readonly findings: readonly Finding[];
}

type Chosen = Omit<Target, 'id'> & { readonly agent: Agent };

/** What the user named, else every Windows drive. Nothing has been looked at yet. */
function wantedCandidates(config: ResolvedConfig, mounts: readonly Mount[]): Candidate[] {
  const named = config.targets.map((path): Candidate => ({ path: resolve(path), origin: 'named' }));
  return named.length > 0 ? named : driveCandidates(mounts);
}

/** Starts to look at everything that will probably be chosen, before anybody needs to know. */
export function lookAhead(inspections: Inspections, config: ResolvedConfig, mounts: readonly Mount[]): void {
  const wanted = wantedCandidates(config, mounts);
  const transports = wanted.flatMap(({ path }) => findMount(mounts, path)?.transport ?? []);
  const controls = config.controls ? missingControls(transports, controlPlaces(), mounts) : [];
  for (const { path } of [...wanted, ...controls]) void inspections.look(path);
}

/** What is measured: what is wanted, and the controls that are missing beside it. */
export async function chooseTargets(
  inspections: Inspections,
  config: ResolvedConfig,
  mounts: readonly Mount[],
): Promise<ChosenTargets> {
  const findings: Finding[] = [];
  const chosen: Chosen[] = [];
  const choose = async (candidate: Candidate): Promise<void> => {
    chosen.push(...targetFrom(candidate, await inspections.look(candidate.path), mounts, findings));
  };
  for (const candidate of wantedCandidates(config, mounts)) await choose(candidate);
  if (config.controls) {
    const transports = chosen.map(({ transport }) => transport);
    for (const candidate of missingControls(transports, controlPlaces(), mounts)) await choose(candidate);
  }
  const distinct = chosen.filter((target, index) => chosen.findIndex(({ path }) => path === target.path) === index);
  if (distinct.length === 0) throw nothingToMeasure(findings);
  const agents = distinct.map(({ agent }) => agent);
  await inspections.keepOnly(agents);
  const ids = targetIds(distinct.map(({ mount }) => mount));
  return {
    targets: distinct.map(({ agent: _, ...target }, index) => ({ ...target, id: ids[index] as string })),
    agents,
    findings,
  };
}

function controlPlaces(): ControlPlaces {
  makeFolder(cacheFolder());
  const uid = process.getuid?.() ?? 0;
  return { native: [cacheFolder(), homedir(), tmpdir(), '/var/tmp'], memory: ['/dev/shm', `/run/user/${uid}`, tmpdir()] };
}

/** A target that the user named must work; one that we found is left out with a finding. */
function targetFrom(candidate: Candidate, inspected: Inspected, mounts: readonly Mount[], findings: Finding[]): Chosen[] {
  try {
    if (inspected.status === 'refused') throw inspected.error;
    const { realPath, freeBytes, freeInodes } = inspected.seen;
    const mount = findMount(mounts, realPath);
    if (mount === null || mount.transport === null) throw unknownMount(realPath, mount);
    const { origin } = candidate;
    return [{ path: realPath, transport: mount.transport, mount, origin, freeBytes, freeInodes, agent: inspected.agent }];
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
