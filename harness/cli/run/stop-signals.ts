const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSignals extends Disposable {
  readonly requested: boolean;
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
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}
