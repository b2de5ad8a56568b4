import { additiveDesign } from '../../dist/harness/model/fit/additive-design.js';
import { fitAdditive } from '../../dist/harness/model/fit/additive-model.js';
import { spectrumOf } from '../../dist/harness/model/fit/collinearity.js';
import { code, table } from './markdown.mjs';

/** What sets of experiments can tell apart: the standard errors of a study with known truth, and what the fit says of the same cells. */

const TRUTH = { a_sys: 700, r: 60_000, m_map: 250, m_host: 0, b_bounce: 0.111, b_hostR: 0.167, b_hostW: 0.25, b_user: 0.1 };
/** Of metadata only: they alone make the matrix of the study regular while the pool is on. */
const HEADERS = { lookup: 400, getattr: 360, read: 0, write: 0, page: 0 };
const SIZES = [1, 512, 4096, 16_384, 65_536, 131_072, 262_144];
const DEPTHS = [0, 1, 2, 4, 8];
const OPERATIONS = 20_000;
const CV = 0.25;
const LEAST_ERROR_NS = 50;
/** The study knows no cost of a descriptor in the host. */
const STUDIED = ['a_sys', 'r', 'm_map', 'b_bounce', 'b_hostR', 'b_hostW', 'b_user'];
const SHOWN = ['r', 'm_map', 'b_bounce', 'b_hostR', 'b_hostW'];

const transfers = (path, operation, aligned = true) => SIZES.map((sizeBytes) => ({ operation, sizeBytes, aligned, path }));
const metadata = (path) => [
  { operation: 'fstat', path },
  ...DEPTHS.map((directories) => ({ operation: 'stat', directories, rootAttributes: 'cached', path })),
];
const memory = [{ operation: 'fstat', path: 'tmpfs' }, ...transfers('tmpfs', 'read')];
const reads = [...memory, ...metadata('bounced'), ...transfers('bounced', 'read')];
const both = [...reads, ...transfers('bounced', 'write')];
const SETS = [
  ['reads, pool always on', reads],
  ['reads and writes, pool on', both],
  [
    'and buffers that are not aligned',
    [...both, ...transfers('bounced', 'read', false), ...transfers('bounced', 'write', false)],
  ],
  [
    'reads and writes, and a boot without the pool',
    [...both, ...transfers('unbounced', 'read'), ...transfers('unbounced', 'write')],
  ],
];

export function identifiabilityTable() {
  return table(
    ['experiments', ...SHOWN.map(code), 'the fit splits', 'the fit leaves merged'],
    SETS.map(([name, cells]) => {
      const observations = measured(cells);
      const errors = relativeErrors(observations);
      const { parameters } = fitAdditive(observations);
      const named = (status) => Object.keys(parameters).filter((one) => parameters[one].status === status);
      const listed = (names) => (names.length === 0 ? '–' : names.map(code).join(', '));
      return [name, ...SHOWN.map((one) => errors[one]), listed(named('identified')), listed(named('merged'))];
    }),
  );
}

/** Exactly what the truth says, with the errors that so many operations have. */
function measured(cells) {
  const unknown = cells.map((cell) => ({ ...cell, latencyNs: 1, standardErrorNs: 1 }));
  const { rows, parameters } = additiveDesign(unknown, HEADERS);
  return cells.map((cell, index) => {
    const latencyNs = rows[index].reduce((sum, entry, column) => sum + entry * TRUTH[parameters[column]], 0);
    return { ...cell, latencyNs, standardErrorNs: Math.max(CV * latencyNs, LEAST_ERROR_NS) / Math.sqrt(OPERATIONS) };
  });
}

function relativeErrors(observations) {
  const { parameters, rows, standardErrors } = additiveDesign(observations, HEADERS);
  const columns = STUDIED.map((name) => parameters.indexOf(name));
  const { covariance, unobserved } = spectrumOf({
    parameters: STUDIED,
    rows: rows.map((row) => columns.map((column) => row[column])),
    standardErrors,
  });
  const shown = (name, index) =>
    unobserved.has(index)
      ? 'not seen'
      : `${Number(((100 * Math.sqrt(covariance[index][index])) / TRUTH[name]).toPrecision(2))} %`;
  return Object.fromEntries(STUDIED.map((name, index) => [name, shown(name, index)]));
}
