import { join } from 'node:path';
import type { JsonObject } from '../core/json.ts';
import type { Target } from '../core/target.ts';
import { type Place, sibling } from '../core/workload.ts';
import type { Owner } from '../system/owner.ts';
import { type Agent, type Ended, requireValue } from './agent-client.ts';
import type { Inspection } from './target-tasks.ts';

/** A target with its measuring process and its sandbox. */
export interface MeasuredTarget {
  readonly target: Target;
  readonly agent: Agent;
  readonly sandbox: string;
  /** Six characters of the run id. */
  readonly suffix: string;
  /** Number of the measuring process inside the boot. */
  readonly process: number;
}

const TASKS = sibling(import.meta.url, 'target-tasks').href;

/** Looks at a directory from a process of its own: looking alone may hang on a dead mount. */
export async function inspectTarget(agent: Agent, path: string): Promise<Inspection> {
  return requireValue(await agent.task({ module: TASKS, task: 'inspect', args: { path } }), `looking at ${path}`) as Inspection;
}

export interface OpenedTarget extends MeasuredTarget, AsyncDisposable {
  readonly cleaned: readonly string[];
}

/** Takes the sandbox; disposing gives it back and ends the process. After a hang the sandbox stays for the next run to clean. */
export async function openTarget(
  target: Target,
  agent: Agent,
  runId: string,
  owner: Owner,
  process: number,
): Promise<OpenedTarget> {
  const args = { target: target.path, runId, owner: { ...owner } satisfies JsonObject };
  const taken = requireValue(
    await agent.task({ module: TASKS, task: 'takeSandbox', args }),
    `taking the sandbox in ${target.path}`,
  );
  const { path, cleaned } = taken as { path: string; cleaned: readonly string[] };
  return {
    target,
    agent,
    sandbox: path,
    suffix: runId.slice(-6),
    process,
    cleaned,
    async [Symbol.asyncDispose]() {
      await agent.task({ module: TASKS, task: 'releaseSandbox', args: { path, runId } });
      await agent[Symbol.asyncDispose]();
    },
  };
}

/** Makes the folders of one trial and tells other namespaces that the run lives. */
export async function makePlace({ agent, sandbox }: MeasuredTarget, place: Place): Promise<Ended<unknown>> {
  const made = await agent.task({ module: TASKS, task: 'makeFolders', args: { paths: [place.directory, place.fixture] } });
  if (made.status !== 'ok') return made;
  const told = await agent.task({ module: TASKS, task: 'heartbeat', args: { path: sandbox } });
  // A time that cannot be set spoils nothing that is measured.
  return told.status === 'hung' ? told : made;
}

/** Short names, since the length of a path is part of what is measured; the run's own part keeps them apart from earlier runs' (see sandbox). */
export function placeOf(
  measured: MeasuredTarget,
  scratchRoot: string,
  where: { block: number | 'pilot'; trial: number; fixture: string; concurrency: number; seed: number },
): Place {
  const name = `b${where.block}-t${where.trial}-${measured.suffix}`;
  return {
    directory: join(measured.sandbox, name),
    fixture: join(measured.sandbox, `f-${where.fixture}`),
    scratch: join(scratchRoot, measured.target.id, name),
    block: where.block === 'pilot' ? 0 : where.block,
    concurrency: where.concurrency,
    seed: where.seed,
  };
}
