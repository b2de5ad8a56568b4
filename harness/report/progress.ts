import { SingleBar } from 'cli-progress';
import { formatDuration } from './format.ts';

export interface ProgressDisplay {
  /** `share` from 0 to 1; `remainingSeconds` null when unknown. Called between samples only: a repaint costs a core. */
  update(share: number, text: string, remainingSeconds: number | null): void;
  note(text: string): void;
  stop(): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

/** A bar on a terminal; elsewhere a line now and then. */
export function openProgress(output: NodeJS.WriteStream, now: () => number = Date.now): ProgressDisplay {
  return output.isTTY ? bar(output) : lines(output, now);
}

function bar(output: NodeJS.WriteStream): ProgressDisplay {
  // Its own timer is off (fps would repaint while something is measured): updates come from us.
  const single = new SingleBar({
    format: '{bar} {percentage} %  {remaining}  {text}',
    stream: output,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    synchronousUpdate: true,
    fps: 1000,
    linewrap: false,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let isStarted = false;
  return {
    update(share, text, remainingSeconds) {
      if (!isStarted) single.start(100, 0, { text, remaining: '' });
      isStarted = true;
      single.update(Math.floor(share * 100), { text, remaining: remainingText(remainingSeconds) });
    },
    note(text) {
      if (isStarted) single.stop();
      isStarted = false;
      output.write(`${text}\n`);
    },
    stop: () => single.stop(),
  };
}

/** Seconds between two lines of a log: enough to see that it lives, few enough to read. */
const LINE_INTERVAL_SECONDS = 10;

function lines(output: Output, now: () => number): ProgressDisplay {
  let last = Number.NEGATIVE_INFINITY;
  return {
    update(share, text, remainingSeconds) {
      if (now() - last < LINE_INTERVAL_SECONDS * 1000) return;
      last = now();
      output.write(`${Math.floor(share * 100)} %  ${remainingText(remainingSeconds)}  ${text}\n`);
    },
    note: (text) => output.write(`${text}\n`),
    stop: () => {},
  };
}

function remainingText(seconds: number | null): string {
  return seconds === null ? '' : `at most ${formatDuration(Math.max(0, seconds))} left`;
}
