import type { Part } from '../../core/layers.ts';
import { type CpuWait, splitByWaits } from './cpu-waits.ts';
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

  /**
   * The thread slept, and who worked for it meanwhile waited for a CPU itself now and then: that is no matter of the mount. What others
   * wrote meanwhile counts as events too.
   */
  pushAsleep(from: Mark, to: Mark, part: Part, type: string | null, events: number, waits: readonly CpuWait[]): Segment[] {
    let own = events;
    return splitByWaits(from, to, waits).map((piece) => {
      const [shown, ofType] = piece.isWait ? (['run-queue', null] as const) : ([part, type] as const);
      const segment = this.push(piece.from, piece.to, shown, ofType, own + piece.to.others - piece.from.others, 'asleep');
      own = 0;
      return segment;
    });
  }

  /** The thread slept until the answer of this request. */
  pushWait(request: Request, from: Mark, to: Mark, events: number, waits: readonly CpuWait[]): void {
    let own = events;
    for (const piece of piecesOf(request, from, to)) {
      this.pushAsleep(piece.from, piece.to, piece.part, request.type, own, waits);
      own = 0;
    }
  }

  /** It was about to sleep, and had its answer before. */
  #pushAwake(request: Request, { from, to, state, events }: Stretch): void {
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
    for (const stretch of this.#onItsWay) {
      const { from, to, state, events } = stretch;
      if (request?.completion != null) this.#pushAwake(request, stretch);
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
