import type { TraceEvent } from './event.ts';
import { answerOfRing, type Mark, type Request } from './request.ts';

/** What a thread or an interrupt handler is doing with a ring. */
interface Handling {
  adding: Request | null;
  taking: { readonly begin: Mark; readonly interrupt: Mark | null; readonly bounces: [Mark, Mark][]; open: Mark | null } | null;
}

/** Follows requests by their tokens through the rings, whoever puts them there and takes their answers. */
export class RequestsUnderWay {
  readonly #byToken = new Map<number, Request>();
  readonly #handling = new Map<number, Handling>();
  readonly #interrupts = new Map<number, Mark>();

  /** `own` is the request that a measured thread is about to put on a ring, in the event's own thread. */
  see(event: TraceEvent, mark: Mark, own: (token: number) => Request | null): void {
    switch (event.kind) {
      case 'interrupt':
        this.#interrupts.set(event.queue, mark);
        return;
      case 'add-begin': {
        const known = this.#byToken.get(event.token);
        // The address of a request that ended is given to a new one.
        const request = known !== undefined && known.accepted === null ? known : own(event.token);
        if (request !== null) {
          request.token = event.token;
          this.#byToken.set(event.token, request);
        }
        this.#of(event).adding = request;
        return;
      }
      case 'add-end': {
        const handling = this.#of(event);
        if (handling.adding !== null) answerOfRing(handling.adding, event.result, mark);
        handling.adding = null;
        return;
      }
      case 'get-begin':
        this.#of(event).taking = { begin: mark, interrupt: this.#interrupts.get(event.queue) ?? null, bounces: [], open: null };
        return;
      case 'get-end':
        this.#taken(this.#of(event), event.token, mark);
        return;
      case 'bounce-begin': {
        const { taking } = this.#of(event);
        if (taking !== null) taking.open ??= mark;
        return;
      }
      case 'bounce-end': {
        const { taking } = this.#of(event);
        if (taking === null || taking.open === null) return;
        taking.bounces.push([taking.open, mark]);
        taking.open = null;
      }
    }
  }

  #taken(handling: Handling, token: number, end: Mark): void {
    const { taking } = handling;
    handling.taking = null;
    const request = this.#byToken.get(token);
    if (taking === null || request === undefined || (request.accepted === null && request.refused !== null)) return;
    const { begin, bounces } = taking;
    // A fast answer is taken before the thread that asked has returned from the ring.
    request.accepted ??= begin;
    const interrupt = taking.interrupt !== null && taking.interrupt.at >= request.accepted.at ? taking.interrupt : null;
    request.completion = { interrupt, begin, bounces, end };
    this.#byToken.delete(token);
  }

  /** An interrupt handler borrows the number of the thread that it interrupted. */
  #of({ isInterrupt, cpu, pid }: TraceEvent): Handling {
    const key = isInterrupt ? -1 - cpu : pid;
    const known = this.#handling.get(key);
    if (known !== undefined) return known;
    const handling: Handling = { adding: null, taking: null };
    this.#handling.set(key, handling);
    return handling;
  }
}
