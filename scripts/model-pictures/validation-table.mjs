import { readFileSync } from 'node:fs';
import { validateTables } from '../../dist/harness/model/validate/validate.js';
import { table } from './markdown.mjs';

/** How the model does on published tables, a line for each; `mntbench model validate` prints every number. */

const FILE = new URL('../../harness/model/validate/testdata/published-tables.json', import.meta.url);

export function validationTables() {
  const { tables } = validateTables(readFileSync(FILE, 'utf8'), 'published-tables.json');
  return [
    table(
      ['table', 'what', 'fitted on', 'predicted and judged', 'the worst of them', 'shown, not judged'],
      tables.flatMap(partsOf).map(line),
    ),
    table(
      ['table', 'row', 'verdict', 'because'],
      tables.flatMap(({ id, verdicts }) =>
        verdicts.map(({ row, verdict, ok, detail }) => [id, row, ok ? verdict : `${verdict}: NOT EXPECTED`, detail]),
      ),
    ),
  ].join('\n\n');
}

/** A table of several measurements names each at the beginning of its rows. */
function partsOf({ id, title, points }) {
  const parts = new Map();
  for (const point of points) {
    const part = /^(?<part>[A-Z]\d): /.exec(point.row)?.groups?.part ?? id;
    parts.set(part, [...(parts.get(part) ?? []), point]);
  }
  return [...parts].map(([part, own]) => ({ part, title, points: own }));
}

function line({ part, title, points }) {
  const predicted = points.filter(({ use }) => use === 'predict');
  const judged = predicted.filter(({ ok }) => ok !== null);
  const inside = judged.filter(({ ok }) => ok).length;
  return [
    part,
    title ?? '–',
    `${points.length - predicted.length}`,
    judged.length === 0 ? '–' : `${inside} of ${judged.length} inside`,
    worst(judged),
    worst(predicted.filter(({ ok }) => ok === null)),
  ];
}

function worst(points) {
  const compared = points.filter(({ relativeError }) => relativeError !== null);
  const [first] = compared.toSorted((a, b) => Math.abs(b.relativeError) - Math.abs(a.relativeError));
  if (first === undefined) return points.length === 0 ? '–' : 'nothing published to compare with: a range only';
  const { row, n, quantity, relativeError, reason } = first;
  if (relativeError === 0) return 'no error';
  const sign = relativeError > 0 ? '+' : '−';
  const off = `${sign}${Number((Math.abs(relativeError) * 100).toPrecision(2))} %`;
  return `${off}: ${row.replace(/^[A-Z]\d: /, '')}${n === null ? '' : `, n = ${n}`}, ${quantity} (${reason})`;
}
