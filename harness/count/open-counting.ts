import type { CounterMode, Counting, Tracing } from '../core/counting.ts';
import type { Finding } from '../core/finding.ts';
import { timedCounting } from './timed.ts';
import { openTracing } from './tracing/open-tracing.ts';

/** What a run can count on this machine. */
export interface RunCounting extends Disposable {
  /** Null: the run writes no counters of timed steps. */
  readonly timed: Counting | null;
  /** Null: the run makes no traced pass. */
  readonly tracing: Tracing | null;
  readonly findings: readonly Finding[];
}

const NOTHING: RunCounting = { timed: null, tracing: null, findings: [], [Symbol.dispose]: () => {} };

/** Without root almost nothing of this can be read, and half of the counters would mislead more than none. */
export function openCounting(mode: CounterMode, runId: string, isRoot = process.getuid?.() === 0): RunCounting {
  if (mode === 'off') return NOTHING;
  if (!isRoot) return { ...NOTHING, findings: [needsRoot(mode)] };
  const timed = timedCounting();
  const tracing = mode === 'trace' ? openTracing(runId) : null;
  return {
    timed,
    tracing: tracing !== null && 'learn' in tracing ? tracing : null,
    findings: tracing !== null && 'reason' in tracing ? [noTracing(tracing.reason)] : [],
    [Symbol.dispose]() {
      if (tracing !== null && 'learn' in tracing) tracing[Symbol.dispose]();
      timed[Symbol.dispose]();
    },
  };
}

function needsRoot(mode: CounterMode): Finding {
  return {
    code: 'counters-need-root',
    // Whoever asked for nothing misses nothing.
    severity: mode === 'trace' ? 'warn' : 'info',
    message: "the kernel's own counters were not read: no counters.csv",
    evidence: 'bounce pool, kernel log and tracepoints are readable by root only',
    remedy: 'run as root to count requests, bounce buffers and interrupts beside the times; --counters off says nothing of it',
  };
}

function noTracing(reason: string): Finding {
  return {
    code: 'counters-no-tracing',
    severity: 'warn',
    message: 'no traced pass: requests by type and bounced mappings were not counted',
    evidence: reason,
    remedy: 'make tracefs available and run again; what is counted without tracepoints is in counters.csv',
  };
}
