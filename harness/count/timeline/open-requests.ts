import type { PartRules } from './part-rules.ts';
import { type Mark, newRequest, type Request } from './request.ts';
import type { JoinedRequest } from './segment.ts';

/** Answers of more requests than this at a time are not waited for one by one: they read ahead. */
const MOST = 64;

/** The requests of one thread whose answers it does not have yet. */
export class OpenRequests {
  readonly joined: JoinedRequest[] = [];
  readonly #rules: PartRules;
  #open: Request[] = [];
  /** The last one made, while the thread works on it. */
  #current: Request | null = null;

  constructor(rules: PartRules) {
    this.#rules = rules;
  }

  get current(): Request | null {
    return this.#current;
  }

  make(type: string, mark: Mark): void {
    this.#current = this.#opened(newRequest(type, mark.at));
  }

  /** What the thread puts on a ring belongs to the request that it made last. */
  put(token: number, mark: Mark): Request | null {
    const made = this.#current;
    if (made !== null && (made.token === null || made.token === token)) return made;
    // One call may make several, and a disk's requests have no event of their own.
    if (made === null && !this.#rules.isLocal) return null;
    return this.#opened(newRequest(made?.type ?? null, mark.at));
  }

  #opened(request: Request): Request {
    this.#open.push(request);
    if (this.#open.length > MOST) this.#open.shift();
    return request;
  }

  /** The thread has the answer of the last one. */
  answered(): void {
    if (this.#current?.type != null) this.joined.push({ type: this.#current.type, madeAt: this.#current.madeAt });
    this.#open = this.#open.filter((request) => request !== this.#current);
    this.#current = null;
  }

  /** Forgets those whose answers were taken; where the thread says itself that it has one, it still works on it. */
  settle(): void {
    if (!this.#rules.saysAnswered)
      for (const { type, madeAt, completion } of this.#open)
        if (completion !== null && type !== null) this.joined.push({ type, madeAt });
    this.#open = this.#open.filter(({ completion }) => completion === null);
    if (!this.#rules.saysAnswered) this.#current = null;
  }

  /** The call is over: nobody waits for the last one any more. */
  leave(): void {
    this.#current = null;
    this.settle();
  }

  /** The last one whose answer was taken meanwhile: whoever slept was woken by it. */
  completedIn(from: Mark, to: Mark): Request | null {
    let last: Request | null = null;
    for (const request of this.#open) {
      const at = request.completion?.end.at ?? -1;
      if (at >= from.at && at <= to.at && at >= (last?.completion?.end.at ?? -1)) last = request;
    }
    return last;
  }

  refused(): Request | null {
    return this.#open.find(({ refused, accepted }) => refused !== null && accepted === null) ?? null;
  }

  onRing(): Request | null {
    return this.#open.find(({ accepted, completion }) => accepted !== null && completion === null) ?? null;
  }
}
