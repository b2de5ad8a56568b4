import { Piscina } from 'piscina';

export interface ThreadPoolOptions {
  /** The module whose exported functions are the tasks. */
  readonly module: URL;
  /** So many start at once and stay. */
  readonly minThreads: number;
  readonly maxThreads: number;
  /** How long the others stay without work; infinity: for ever. */
  readonly idleMs: number;
  /** How much of dead objects a thread may gather before V8 looks at them; null: its own choice, 48. */
  readonly youngMegabytes: number | null;
}

/** Worker threads that carry out tasks in order. A task costs about 80 µs: hand over batches. */
export class ThreadPool implements AsyncDisposable {
  readonly #pool: Piscina;

  constructor({ module, minThreads, maxThreads, idleMs, youngMegabytes }: ThreadPoolOptions) {
    this.#pool = new Piscina({
      filename: module.href,
      minThreads,
      maxThreads,
      idleTimeout: idleMs,
      ...(youngMegabytes === null ? {} : { resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes } }),
    });
  }

  /** Rejects with what the task threw. The task's argument and result are cloned. */
  run<Result>(task: string, argument: unknown): Promise<Result> {
    return this.#pool.run(argument, { name: task }) as Promise<Result>;
  }

  /** Ends the threads; tasks that have not ended are rejected. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}
