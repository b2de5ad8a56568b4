import type { ResolvedConfig } from '../../core/config.ts';
import { type Agent, startAgent } from '../../run/agent-client.ts';
import { inspectTarget } from '../../run/measured-target.ts';
import type { Inspection } from '../../run/target-tasks.ts';

/** What a measuring process saw at a path; it becomes the target's own when the target is chosen. */
export type Inspected =
  | { readonly status: 'ok'; readonly agent: Agent; readonly seen: Inspection }
  | { readonly status: 'refused'; readonly error: unknown };

/**
 * Looks at all candidates at once, each from a measuring process of its own: a dead mount makes nobody wait but itself. Holds the
 * processes until the end.
 */
export class Inspections implements AsyncDisposable {
  readonly #limits: Pick<ResolvedConfig, 'hangSeconds' | 'commandSeconds'>;
  readonly #agents = new Map<string, Agent>();
  readonly #looks = new Map<string, Promise<Inspected>>();

  constructor(limits: Pick<ResolvedConfig, 'hangSeconds' | 'commandSeconds'>) {
    this.#limits = limits;
  }

  /** Starts looking; a path that is looked at already is not looked at again. */
  look(path: string): Promise<Inspected> {
    const known = this.#looks.get(path);
    if (known !== undefined) return known;
    const agent = startAgent(this.#limits);
    this.#agents.set(path, agent);
    const look = inspectTarget(agent, path).then(
      (seen): Inspected => ({ status: 'ok', agent, seen }),
      (error: unknown): Inspected => ({ status: 'refused', error }),
    );
    this.#looks.set(path, look);
    return look;
  }

  /** Ends the processes of candidates that were not chosen: nothing idle stands beside what is measured. */
  async keepOnly(chosen: readonly Agent[]): Promise<void> {
    for (const agent of this.#agents.values()) if (!chosen.includes(agent)) await agent[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keepOnly([]);
  }
}
