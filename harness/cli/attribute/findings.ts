import type { Breakdown } from '../../attribute/break-down.ts';
import type { Finding } from '../../core/finding.ts';
import type { RunRecord } from '../../core/run-record.ts';

const PROBE = 'probe';

/** What the reader of an attribution has to know about the runs that it is made of. */
export function runFindings(records: readonly RunRecord[], { cells }: Breakdown): Finding[] {
  const hasProbe = cells.some(({ evidence }) => evidence.cell.workload === PROBE);
  const hasTimeline = cells.some(({ point }) => point.traced !== null);
  return [...(hasProbe ? [] : [NO_PROBE]), ...(hasTimeline ? [] : [NO_TIMELINE]), ...records.flatMap(stateFindings)];
}

const NO_PROBE: Finding = {
  code: 'no-probe',
  severity: 'warn',
  message: 'the probe was not measured: what a request takes, and what the model says, is missing',
  evidence: 'no cell of the workload probe',
  remedy: 'mntbench run -w probe --counters trace, as root',
};

const NO_TIMELINE: Finding = {
  code: 'no-timeline',
  severity: 'warn',
  message: 'no traced pass has a timeline: what a waiting thread waits for stays merged',
  evidence: 'counters.csv holds no time of the source timeline',
  remedy: 'mntbench run -w probe --counters trace, as root',
};

function stateFindings({ id, status, failures }: RunRecord): Finding[] {
  if (status === 'complete') return [];
  const [first] = failures;
  const message = `${id} is not complete: attributed is what it holds`;
  const state = { code: 'run-incomplete', severity: 'warn', evidence: status } as const;
  if (first === undefined) return [{ ...state, message, remedy: 'mntbench run --resume goes on with it on the same boot' }];
  const count = `${failures.length} trial${failures.length === 1 ? '' : 's'} failed`;
  return [
    {
      ...state,
      message: `${message}; ${count}, first ${first.workload} on ${first.target}: ${first.message}`,
      remedy: `mntbench show ${id} has all of them; mend the cause and measure again`,
    },
  ];
}
