const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSignals extends Disposable {
  readonly requested: boolean;
  /** Throws {@link StoppedEarly} when a stop was asked for: while nothing is measured, any point is a safe one. */
  check(): void;
}

/** Stopped before there was a run to mark. */
export class StoppedEarly extends Error {
  constructor() {
    super('stopped before anything was measured');
    this.name = 'StoppedEarly';
  }
}

/** The first signal asks the run to stop at the next safe point; a second one ends the program at once, after `onSecond`. */
export function watchStopSignals(onFirst: () => void, onSecond: () => void): StopSignals {
  let requested = false;
  const handle = (): void => {
    if (!requested) {
      requested = true;
      onFirst();
      return;
    }
    onSecond();
    process.exit(130); // At once is what was asked for; no other place ends the program.
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    get requested() {
      return requested;
    },
    check() {
      if (requested) throw new StoppedEarly();
    },
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}
