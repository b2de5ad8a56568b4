import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/errors.ts';
import { type Alterable, tableText } from './altered-table.ts';
import { LARGEST_FILE_BYTES, readTables } from './read-tables.ts';

function complaintOf(text: string): UserError['complaint'] {
  try {
    readTables(text, 'tables.json');
  } catch (error) {
    if (error instanceof UserError) return error.complaint;
    throw error;
  }
  throw new Error('nothing was refused');
}

const place = (where: string): string => `${where} in tables.json`;

describe('a file that is no file of tables', () => {
  it.each([
    ['is not JSON', '{"tables": {', 'validation-table-not-json', 'tables.json'],
    ['has NaN as a number', '{"tables":{"C1":{"rows":[NaN]}}}', 'validation-table-not-json', 'tables.json'],
    ['is a list', '[]', 'validation-table-field', place('the whole')],
    ['has no tables', '{}', 'validation-table-field', place('tables')],
    ['has an empty set of tables', '{"tables":{}}', 'validation-table-field', place('tables')],
    ['has tables as a list', '{"tables":[]}', 'validation-table-field', place('tables')],
    ['is of another version', '{"schemaVersion":2,"tables":{}}', 'validation-table-field', place('schemaVersion')],
    ['has a kind of table that nobody knows', '{"tables":{"B":{}}}', 'validation-table-unknown', place('tables.B')],
    [
      'has a table of an inherited name',
      '{"tables":{"constructor":{}}}',
      'validation-table-unknown',
      place('tables.constructor'),
    ],
    ['has a table that is null', '{"tables":{"A":null}}', 'validation-table-field', place('tables.A')],
    ['has a table that is empty', '{"tables":{"C1":{}}}', 'validation-table-field', place('tables.C1.rows')],
    ['is too large', ' '.repeat(LARGEST_FILE_BYTES + 1), 'validation-table-too-large', 'tables.json'],
  ])('that %s is refused', (_, text, code, what) => {
    expect(complaintOf(text)).toMatchObject({ code, what });
  });

  it('says what it got, what it expected and what to do', () => {
    const complaint = complaintOf(tableText('C1', (table) => Object.assign(table.rows[2].iops, { 4: -64_000 })));
    expect(complaint).toEqual({
      code: 'validation-table-field',
      what: place('tables.C1.rows[2].iops.4'),
      got: '-64000',
      expected: 'operations per second, above 0 and up to 1000000000',
      fix: 'correct the field; docs/model-tables.md describes each one that is read',
    });
  });
});

describe('a wrong field', () => {
  it.each<[string, string, (table: Alterable) => void, string]>([
    ['a rate that is a text', 'C1', (table) => Object.assign(table.rows[0].iops, { 16: 'NaN' }), 'rows[0].iops.16'],
    ['a rate that was NaN', 'C1', (table) => Object.assign(table.rows[0].iops, { 16: Number.NaN }), 'rows[0].iops.16'],
    ['a rate of 0', 'A', (table) => Object.assign(table.rows[0], { iops1q: 0 }), 'rows[0].iops1q'],
    ['a population that is no number', 'C1', (table) => Object.assign(table.rows[0].iops, { many: 1 }), 'rows[0].iops.many'],
    ['no rows', 'C1', (table) => Object.assign(table, { rows: [] }), 'rows'],
    ['no points to fit on', 'C1', (table) => Object.assign(table.rows[1], { fit: [] }), 'rows[1].fit'],
    ['a fit that is left out', 'C1', (table) => Object.assign(table.rows[1], { fit: undefined }), 'rows[1].fit'],
    ['one point to fit on', 'C1', (table) => Object.assign(table.rows[1], { fit: [64] }), 'rows[1].fit'],
    ['a fit on what was not measured', 'C1', (table) => Object.assign(table.rows[1], { fit: [1, 32] }), 'rows[1].fit[1]'],
    ['a fit on the same point twice', 'C1', (table) => Object.assign(table.rows[1], { fit: [1, 1] }), 'rows[1].fit[1]'],
    ['a prediction of what is fitted', 'C1', (table) => Object.assign(table.rows[1], { predict: [4, 64] }), 'rows[1].predict[1]'],
    ['more clients than are simulated', 'C1', (table) => Object.assign(table.rows[0], { fit: [1, 1e9] }), 'rows[0].fit[1]'],
    [
      'a tolerance that is a text',
      'C1',
      (table) => Object.assign(table.accept['no-tpool'], { maxAbsRelativeError: '3 %' }),
      'accept.no-tpool.maxAbsRelativeError',
    ],
    ['rates of one number of queues', 'A', (table) => Object.assign(table.rows[0], { iops4q: undefined }), 'rows[0]'],
    ['jobs that are no whole number', 'A', (table) => Object.assign(table.setup, { outstanding: 1.5 }), 'setup.outstanding'],
    [
      'a latency below nothing',
      'A',
      (table) => Object.assign(table.rows[0], { reportedLatencyChange: -1.2 }),
      'rows[0].reportedLatencyChange',
    ],
    ['an unknown transport', 'C2', (table) => Object.assign(table.rows[0], { transport: 'nfs' }), 'rows[0].transport'],
    ['a range from high to low', 'C2', (table) => Object.assign(table.accept, { '9p': [2, 1] }), 'accept.9p'],
    ['a row with a cell too few', 'D', (table) => table.prototype.rows[3].pop(), 'prototype.rows[3]'],
    ['an unknown policy', 'D', (table) => Object.assign(table.prototype.rows[3], { 1: 'hope' }), 'prototype.rows[3][1]'],
    ['polling without a clock', 'D', (table) => Object.assign(table.prototype.rows[3], { 2: null }), 'prototype.rows[3][2]'],
    ['a column that is needed', 'D', (table) => Object.assign(table.prototype.columns, { 0: 'M' }), 'prototype.columns'],
    [
      'a family that nobody knows',
      'D',
      (table) => Object.assign(table.prototype, { serviceFamily: 'gamma' }),
      'prototype.serviceFamily',
    ],
    ['a gain that is a text', 'E', (table) => Object.assign(table.accept, { minGainAtCpus8: 'much' }), 'accept.minGainAtCpus8'],
    ['no gain to ask for', 'E', (table) => Object.assign(table, { accept: {} }), 'accept'],
    ['more copies than before', 'F', (table) => Object.assign(table.published, { copiesAfter: 3 }), 'published.copiesAfter'],
    ['a negative gain', 'F', (table) => Object.assign(table.published, { throughputGain: -0.1 }), 'published.throughputGain'],
    ['a range that is a number', 'G', (table) => Object.assign(table.accept, { dmaShare: 0.6 }), 'accept.dmaShare'],
    [
      'none of the parts',
      'I',
      (table) => Object.assign(table, { I1: undefined, I2: undefined, I3: undefined, I4: undefined }),
      '',
    ],
    ['a lock without its single thread', 'I', (table) => table.I1.rows.shift(), 'I1.rows'],
    ['a count that is no number', 'I', (table) => Object.assign(table.I2.rows[0], { 1: 'two' }), 'I2.rows[0][1]'],
    ['a copy of one size', 'I', (table) => Object.assign(table.I3, { rows: { 1: 1 } }), 'I3.rows'],
    ['nothing small to fit on', 'I', (table) => Object.assign(table.I4, { read: { 1048576: 1 } }), 'I4.read'],
    [
      'a round trip from high to low',
      'I',
      (table) => Object.assign(table.I4.statDepth3, { requestRoundTripP50: [14, 12] }),
      'I4.statDepth3.requestRoundTripP50',
    ],
  ])('%s is refused with its path', (_, id, alter, path) => {
    const complaint = complaintOf(tableText(id, alter));
    expect(complaint).toMatchObject({
      code: 'validation-table-field',
      what: place(`tables.${id}${path === '' ? '' : '.'}${path}`),
    });
    for (const part of [complaint.got, complaint.expected, complaint.fix]) expect(part).not.toBe('');
  });
});

describe('what is not read', () => {
  it('may be anything', () => {
    const text = tableText('A', (table) => {
      table.source = { anything: [null] };
      table.title = 7;
      table.rows[0].sharedStationUs = 'derived';
      table.rows[0].amdahlSigma = -1;
    });
    expect(readTables(text, 'tables.json')).toMatchObject([{ id: 'A', title: null }]);
  });

  it('leaves room for several tables of a kind, a byte order mark and no version', () => {
    const { tables } = JSON.parse(tableText('C2'));
    const text = `\uFEFF${JSON.stringify({ tables: { C2: tables.C2, 'C2-another day': tables.C2 } })}`;
    expect(readTables(text, 'tables.json').map(({ id }) => id)).toEqual(['C2', 'C2-another day']);
  });
});
