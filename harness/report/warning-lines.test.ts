import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../core/finding.ts';
import type { Summary } from '../core/summary.ts';
import { warningLines } from './warning-lines.ts';

const row = (operation: string, ...warnings: Finding[]): Summary =>
  ({ workload: 'probe', operation, phase: operation, target: 'native', metric: 'latency', warnings }) as unknown as Summary;
const finding = (code: string, severity: Finding['severity'], evidence: string): Finding => ({
  code,
  severity,
  message: `message of ${code}`,
  evidence,
  remedy: `remedy of ${code}`,
});
const lines = (...rows: Summary[]): string[] => stripVTControlCharacters(warningLines(rows)).trimEnd().split('\n');

describe('the warnings of a run', () => {
  it('stand with their evidence, the worst first, each kind with its remedy once', () => {
    const stat = row('stat', finding('outliers', 'info', '1 of 9'), finding('drift', 'warn', '12 %'));
    expect(lines(stat, row('open', finding('drift', 'warn', '14 %'), finding('invalid-samples', 'error', '9 × hung')))).toEqual([
      '  probe/open on native: message of invalid-samples (9 × hung)',
      '    → remedy of invalid-samples',
      '  probe/stat on native: message of drift (12 %)',
      '  probe/open on native: message of drift (14 %)',
      '    → remedy of drift',
      '  probe/stat on native: message of outliers (1 of 9)',
      '    → remedy of outliers',
    ]);
  });

  it('are said once for rows that have them alike', () => {
    const alike = ['a', 'b', 'c'].map((operation) => row(operation, finding('percentiles-missing', 'info', '6 samples')));
    expect(lines(...alike)[0]).toBe('  3 rows: message of percentiles-missing (6 samples)');
    expect(lines(...alike.slice(1))[0]).toBe(
      '  probe/b on native, probe/c on native: message of percentiles-missing (6 samples)',
    );
  });

  it('are none where nothing is wrong', () => expect(warningLines([row('a')])).toBe(''));

  it('cannot command the terminal', () => {
    expect(warningLines([row('\u001b[2Jx', finding('drift', 'warn', '\u001b[31m'))])).not.toContain('\u001b[2J');
  });
});
