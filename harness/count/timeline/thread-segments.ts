import type { Part } from '../../core/layers.ts';
import { type PartRules, partOn } from './part-rules.ts';
import { type Mark, piecesOf, type Request } from './request.ts';
import type { Segment, ThreadState } from './segment.ts';

/** What a thread did on its way to sleep. */
interface Stretch {
  readonly from: Mark;
  readonly to: Mark;
  readonly state: ThreadState;
  /** That it wrote itself. */
  readonly events: number;
}

/** The segments of one thread, as they become known. */
export class ThreadSegments {
  readonly all: Segment[] = [];
  readonly #rules: PartRules;
  #onItsWay: Stretch[] = [];

  constructor(rules: PartRules) {
    this.#rules = rules;
  }

  push(from: Mark, to: Mark, part: Part, type: string | null, events: number, state: ThreadState): Segment {
    const shown = partOn(this.#rules, part);
    const segment: Segment = { from: from.at, to: Math.max(from.at, to.at), part: shown, state, type, events };
    if (segment.to > segment.from || events > 0) this.all.push(segment);
    return segment;
  }

  /** The thread slept, or was about to, until the answer of this request. */
  pushWait(request: Request, from: Mark, to: Mark, events: number, state: ThreadState): void {
    let own = events;
    for (const piece of piecesOf(request, from, to)) {
      // Who works for a thread does so while that has no CPU.
      const others = state === 'on-cpu' ? 0 : piece.to.others - piece.from.others;
      this.push(piece.from, piece.to, piece.part, request.type, own + others, state);
      own = 0;
    }
  }

  /** What this is a part of shows when the thread sleeps, or does not. */
  keep(stretch: Stretch): void {
    this.#onItsWay.push(stretch);
  }

  /** It was as far as its request: that may even have been answered by then. */
  slept(request: Request | null): void {
    for (const { from, to, state, events } of this.#onItsWay) {
      if (request?.completion != null) this.pushWait(request, from, to, events, state);
      else {
        const others = state === 'on-cpu' ? 0 : to.others - from.others;
        this.push(from, to, 'away', request?.type ?? null, events + others, state);
      }
    }
    this.#onItsWay = [];
  }

  /** It had something else to do: that was its own time. */
  wentOn(part: Part, type: string | null): void {
    for (const { from, to, state, events } of this.#onItsWay) {
      if (state === 'on-cpu') this.push(from, to, part, type, events, state);
      else this.push(from, to, 'run-queue', null, events, state);
    }
    this.#onItsWay = [];
  }
}
