import { z } from 'zod';
import { checkCopyTimes, readCopyTimeTable } from './copy-times.ts';
import { type Place, readFields, wrongField } from './fields.ts';
import type { TableFindings } from './findings.ts';
import { readLockRowTable } from './lock-row-table.ts';
import { checkLockRows } from './lock-rows.ts';
import { checkRequestCounts, readRequestCountTable } from './request-counts.ts';
import { checkRequestTimes, readRequestTimeTable } from './request-times.ts';

type Check = (seed: number) => TableFindings;

/** Parts by their key. What else the table has is documentation. */
const PARTS: Readonly<Record<string, (content: unknown, place: Place) => Check>> = {
  I1: (content, place) => {
    const table = readLockRowTable(content, place);
    return (seed) => checkLockRows(table, seed);
  },
  I2: (content, place) => {
    const table = readRequestCountTable(content, place);
    return () => checkRequestCounts(table);
  },
  I3: (content, place) => {
    const table = readCopyTimeTable(content, place);
    return () => checkCopyTimes(table);
  },
  I4: (content, place) => {
    const table = readRequestTimeTable(content, place);
    return () => checkRequestTimes(table);
  },
};

export type LocalMeasurements = readonly { readonly part: string; readonly check: Check }[];

export function readLocalMeasurements(content: unknown, place: Place): LocalMeasurements {
  const table = readFields(z.record(z.string(), z.unknown()), content, place);
  const parts = Object.entries(PARTS).flatMap(([part, read]) =>
    Object.hasOwn(table, part) ? [{ part, check: read(table[part], { ...place, path: `${place.path}.${part}` }) }] : [],
  );
  if (parts.length === 0) throw wrongField(place, [], Object.keys(table), `at least one of ${Object.keys(PARTS).join(', ')}`);
  return parts;
}

export function checkLocalMeasurements(parts: LocalMeasurements, seed: number): TableFindings {
  const found = parts.map(({ part, check }) => ({ part, ...check(seed) }));
  const named = <T extends { readonly row: string }>(part: string, rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, row: `${part}: ${row.row}` }));
  const tolerances = found.flatMap(({ tolerance }) => (tolerance === null ? [] : [tolerance]));
  return {
    points: found.flatMap(({ part, points }) => named(part, points)),
    verdicts: found.flatMap(({ part, verdicts }) => named(part, verdicts)),
    notes: found.flatMap(({ part, notes }) => notes.map((note) => `${part}: ${note}`)),
    tolerance: tolerances.length === 0 ? null : Math.max(...tolerances),
  };
}
