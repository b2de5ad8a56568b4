import type { Part } from '../../core/layers.ts';

/** A moment of the trace, with the number of events that others than the measured threads had written until then. */
export interface Mark {
  readonly at: number;
  readonly others: number;
}

/** How the answer of a request was taken from its ring. */
export interface Completion {
  /** The interrupt before it; null where none was seen since the request was put on the ring. */
  readonly interrupt: Mark | null;
  readonly begin: Mark;
  /** From and to. */
  readonly bounces: readonly (readonly [Mark, Mark])[];
  readonly end: Mark;
}

/** What was seen of one request of a measured thread. */
export interface Request {
  /** Null where the file system names none: a disk's. */
  readonly type: string | null;
  readonly madeAt: number;
  token: number | null;
  /** What it waits for since the ring refused it; null when the ring has it, or nobody tried. */
  refused: Part | null;
  /** When the ring took it. */
  accepted: Mark | null;
  completion: Completion | null;
}

export function newRequest(type: string | null, madeAt: number): Request {
  return { type, madeAt, token: null, refused: null, accepted: null, completion: null };
}

const ENOMEM = -12;
const ENOSPC = -28;

/** What the ring said to a request that was to be put on it. */
export function answerOfRing(request: Request, result: number, mark: Mark): void {
  if (result === 0) request.accepted = mark;
  else if (result === ENOMEM) request.refused = 'pool-wait';
  else if (result === ENOSPC) request.refused = 'ring-wait';
}

/** A piece of a sleep. */
export interface Piece {
  readonly from: Mark;
  readonly to: Mark;
  readonly part: Part;
}

/** What a thread waited for from `from` to `to`, when this request's answer ended its sleep. */
export function piecesOf(request: Request, from: Mark, to: Mark): Piece[] {
  const { accepted, completion } = request;
  if (completion === null) return [{ from, to, part: 'unexplained' }];
  const pieces: Piece[] = [];
  let cursor = from;
  const until = (mark: Mark | null, part: Part): void => {
    if (mark === null || mark.at <= cursor.at) return;
    const end = mark.at < to.at ? mark : to;
    if (end.at > cursor.at) pieces.push({ from: cursor, to: end, part });
    cursor = end;
  };
  until(accepted, request.refused ?? 'request');
  const { interrupt, begin, bounces, end } = completion;
  until(interrupt ?? begin, 'away');
  until(begin, 'interrupt');
  for (const [bounceFrom, bounceTo] of bounces) {
    until(bounceFrom, 'ring');
    until(bounceTo, 'bounce');
  }
  until(end, 'ring');
  until(to, 'request');
  return pieces;
}
