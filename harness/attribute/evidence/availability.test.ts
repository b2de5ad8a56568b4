import { describe, expect, it } from 'vitest';
import type { CounterRow } from '../../core/counting.ts';
import { breakDown } from '../break-down.ts';
import { QUIET, TRACED } from '../testing/broken-down.ts';
import { type MadeRun, madeRun } from '../testing/made-runs.ts';
import { evidenceIn } from './availability.ts';
import { gatherEvidence } from './gather.ts';

function evidenceOf(
  run: MadeRun,
  change: (rows: readonly CounterRow[]) => readonly CounterRow[] = (rows) => rows,
): Map<string, string> {
  const made = madeRun(run);
  const figures = { ...made, counters: change(made.counters) };
  const found = evidenceIn(breakDown(gatherEvidence([figures]), QUIET), figures.counters);
  return new Map(found.map(({ kind, available, detail }) => [kind, `${available ? 'yes' : 'no'}: ${detail}`]));
}

describe('evidence', () => {
  it('is counted where it is there', () => {
    const found = evidenceOf(TRACED);
    expect(found.get('trace')).toBe('yes: 2 of 2 cells, 2 traced passes');
    expect(found.get('counted-requests')).toBe('yes: 1 of 2 cells');
    expect(found.get('controls')).toBe('yes: 1 cell on tmpfs or a local disk');
    expect(found.get('thread-time')).toContain('2 of 2 loops');
  });

  it('says what to do where nothing was traced', () =>
    expect(evidenceOf({ ...TRACED, passes: [] }).get('trace')).toBe(
      'no: no traced pass (mntbench run --counters trace, as root)',
    ));

  it('says why a traced pass has no timeline', () => {
    const withoutTimeline = evidenceOf(TRACED, (rows) =>
      rows
        .filter(({ source }) => source === 'timeline')
        .map((row) => ({
          ...row,
          counter: 'available',
          key: null,
          subkey: null,
          value: null,
          reason: 'no tracefs in this container',
        })),
    );
    expect(withoutTimeline.get('trace')).toBe('no: no tracefs in this container');
  });

  it('names the parts that the kernel has no events for', () =>
    expect(evidenceOf({ ...TRACED, missing: ['bounce', 'ring'] }).get('trace')).toContain('this kernel shows no bounce, ring'));
});
